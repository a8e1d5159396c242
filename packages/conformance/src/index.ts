/** The conformance tests as a library. */
export {};
