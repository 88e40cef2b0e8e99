"""What pages show of posts, written into stencils: values in, markup out."""
