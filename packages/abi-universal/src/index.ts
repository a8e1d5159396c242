/** Load universal modules. */
export {};
