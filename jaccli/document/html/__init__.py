"""Reports as pages: one file without a network, or a part of a notebook.

`page.py` makes the document and the part; `blocks.py` has a function for each block, and what it
needs beyond HTML lies beside it: NAME.css and NAME.js, taken into a page that uses them and into no
other. Each selector begins with `.jaccli-report`, so that a notebook stays as it is, and a script
is one function of the element with that class.
"""
