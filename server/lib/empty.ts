// Replaces the `server-only` package in Tickline's own bundle, which contains server code only.
export {};
