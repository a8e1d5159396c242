/** The application layer. */
export {};
