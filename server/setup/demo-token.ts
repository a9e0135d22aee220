/** The file in DATA_DIR with the API token that `npm run demo:traffic` uses; made by a first start with SEED=demo. */
export const DEMO_TOKEN = "demo-token";
