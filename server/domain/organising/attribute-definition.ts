/** The most attribute definitions of an account: a program loads all of them. */
export const ATTRIBUTE_DEFINITIONS_MAX = 500;
