import { createApp } from "@/server/http/app";

const app = createApp();
const handle = (request: Request) => app.fetch(request);

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
