"""Past contenders as rows to learn from: who is taken and why not, what the rows change, and the data set they make."""
