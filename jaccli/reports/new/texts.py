"""A graph and a function to begin with: their sizes are in the file, for whoever edits it."""

GRAPH = """\
# A graph: two layers read x, so the adjoint of x is a sum.
# Try: jaccli graph {file} --values
#
# What follows # is a comment: jaccli does not read it. `# or:` is another way to write
# the line above it. The whole format: jaccli explain chain-file
#
#   x --> z --> a --> y --> d --> s --> loss
#   '-----------------'     |
#                     t ----'

name: My first graph

# Inputs, each with a name. J has their columns side by side.
inputs:
  x: [1, -0.5]
  # or: x: {{size: 2}}                  # 2 random numbers
  t: [0, 1]

# Layers, each with its type, its name and what it reads: names that stand above it.
layers:
  - {{name: z, type: linear, weight: [[1, 2], [0.5, -1]], inputs: x}}    # W x, W row by row
  # or: - {{name: z, type: linear, size: 2, inputs: x}}                # W is random
  - {{name: a, type: tanh, inputs: z}}
  - {{name: y, type: add, inputs: [x, a]}}        # reads x a second time
  - {{name: d, type: subtract, inputs: [y, t]}}   # y - t
  - {{name: s, type: square, inputs: d}}
  - {{name: loss, type: sum, inputs: s}}          # one number

# The output is the last layer, unless you name another one: `output: y`.

# What must be true of this file. `jaccli check {file}` fails if it is not.
expect: {{cheaper: reverse}}                      # the cheaper mode, or tie
"""

FUNCTION = '''\
# A Python function. jaccli runs it once and notes every operation: that is the graph.
# Try: jaccli compare {chain} --at 1,-0.5,2 --at 0.5,0

import numpy as np

# What is fixed stands outside: it is no input.
W = np.array([[1.0, -0.5, 2.0], [0.0, 1.5, -1.0]])
target = np.array([1.0, 0.0])


def loss(x, b):
    """Half the squared distance of tanh(W x + b) from the target."""
    # Each parameter is an input: one --at for each, in this order. x has 3 numbers, b has 2.
    z = W @ x + b
    # Functions of NumPy: np.tanh, np.exp, np.maximum(z, 0), ... math.exp takes no arrays.
    y = np.tanh(z)
    # An `if` or a loop is recorded as it runs at this point.
    return np.sum((y - target) ** 2) / 2
'''
