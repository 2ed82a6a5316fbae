/** Version of the package, kept in every artifact; a test holds it to package.json. */
export const VERSION = "0.1.0";
