"""Services: what people meet in a browser. Each stands alone and may import the shared page shell, `services.web`."""
