// Loaded into the product by NODE_OPTIONS: memory is compared after a full collection, not after luck.
process.on("SIGUSR2", () => globalThis.gc());
