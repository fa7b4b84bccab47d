# The whole product in one container, beside a PostgreSQL of yours. Build: docker build -t lanyard .
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --include=dev --no-audit --no-fund
COPY . .
RUN node scripts/ensure.mjs && node scripts/build.mjs
# What only builds and tests need does not run.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf .next/cache

FROM node:22-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 LANYARD_HOME=/var/lib/lanyard LANYARD_BIND=0.0.0.0
WORKDIR /app
RUN install -d -o node -g node -m 0700 /var/lib/lanyard
COPY --from=build /app /app
# Nothing in /app is written when it runs; what must survive is in /var/lib/lanyard.
USER node
VOLUME /var/lib/lanyard
EXPOSE 3000 4000 4100
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.AUTHORITY_PORT || 4000) + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/start.js", "--empty"]
