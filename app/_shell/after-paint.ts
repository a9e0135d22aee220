// What every signed-in page needs, but not for its first paint. One chunk: each further one costs the first load its address.
export { Background } from "./background";
export { ConnectionStatus } from "./nav/connection-status";
export { leave } from "./unsent/leave";
