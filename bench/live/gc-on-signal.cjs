// Loaded into the product by NODE_OPTIONS: memory is read after a full collection.
process.on("SIGUSR2", () => globalThis.gc());
