// Stands in for the `server-only` package in our own bundle, where everything is the server.
export {};
