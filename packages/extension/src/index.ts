/** Write Python extensions in TypeScript. */
export {};
