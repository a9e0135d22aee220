import { handleAuth } from "@/app/_auth/handle-auth";

export { handleAuth as GET, handleAuth as POST };
