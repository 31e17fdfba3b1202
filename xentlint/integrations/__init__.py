"""Front ends that live in other programs: flake8, and editors that speak the Language Server Protocol."""
