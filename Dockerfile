# What docker-compose.yml starts: the bot, the worker, and what downloads the speech model.

FROM node:24-bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cmake g++ make python3 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts scripts
COPY models/demo models/demo
# ANY_CPU: the image may be built on one machine and run on another (on x86, with AVX2).
RUN ANY_CPU=1 node scripts/setup.mjs packages whisper
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# What only builds is not needed to run.
RUN node scripts/setup.mjs program \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/nodejs-whisper/cpp node_modules/better-sqlite3/deps node_modules/better-sqlite3/build/Release/obj*

FROM node:24-bookworm-slim
# setpriv (util-linux) is in the base image: engines end with the program that started them.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node -m 700 /data /models \
 && ln -s /app/dist/main.js /usr/local/bin/catat
COPY --from=build /app /app
ENV NODE_ENV=production CATAT_DATA_DIR=/data CATAT_MODELS_DIR=/models
USER node
WORKDIR /data
ENTRYPOINT ["catat"]
CMD ["serve", "--verbose"]
