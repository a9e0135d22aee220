# Tickline in one image: web, worker, or both with the built-in Postgres, by ROLE and DATABASE_URL. See docs/operations.md.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && rm -rf .next/cache node_modules

FROM node:22-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Prisma's command line generates the client, which the build stage has done. An optional peer of the client keeps it otherwise.
RUN npm ci --omit=dev --no-audit --no-fund && npm uninstall --no-save --omit=dev --no-audit --no-fund prisma && npm cache clean --force

FROM node:22-bookworm-slim
# The start compares a hash of the sources and of Node's version with those of the build: all stages have one Node.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# Root owns the program, the user `node` only its data. Postgres must be able to enter the folder: 0711.
RUN install -d -o node -g node -m 0711 /data
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app ./
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# An orchestrator replaces what is unhealthy: only a process that does not respond, not one that waits for its database.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Without npm or a shell in between: SIGTERM must reach node.
CMD ["node", "--max-semi-space-size=32", "scripts/start.js"]
