/** The file in DATA_DIR with the API token of `npm run demo:traffic`, created by a first run with SEED=demo. */
export const DEMO_TOKEN = "demo-token";

/** The file in DATA_DIR with the sign-ins of the demo's agents. */
export const DEMO_SIGN_INS = "demo-sign-ins.txt";
