"""Native code behind one narrow door. Only `door` and `client` may be imported by the desk."""
