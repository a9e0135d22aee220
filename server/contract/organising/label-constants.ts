export { LABEL_COLOURS } from "@/server/domain/organising/label";
