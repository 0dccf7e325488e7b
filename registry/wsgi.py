"""What a WSGI server loads: `registry.wsgi:app`."""

from registry.app import create_app

app = create_app()
