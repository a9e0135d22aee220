import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module.js";

/** Starts the backend, and says where it listens. */
async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ["error", "warn"] });
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT ?? 3100), "127.0.0.1");
  console.log(`listening at ${await app.getUrl()}`);
}

void start();
