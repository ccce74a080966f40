"""A file becomes pages: what the desk asks for (`client`), and the short-lived readers that parse hostile bytes."""
