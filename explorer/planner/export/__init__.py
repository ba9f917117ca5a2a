"""How does a plan leave the page? One module a framework, each a function from plan to text."""
