// PostGraphile over the registry's tables, as many processes as the registry has: node _postgraphile.mjs FOLDER PORT
// FOLDER is where npm installed it; PGHOST, PGUSER and PGDATABASE say which database.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port, workers] = process.argv.slice(2);
const installed = createRequire(pathToFileURL(`${folder}/package.json`));
const { postgraphile } = installed("postgraphile");
const { grafserv } = installed("postgraphile/grafserv/node");
const { makePgService } = installed("postgraphile/adaptors/pg");
const { PostGraphileAmberPreset } = installed("postgraphile/presets/amber");

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin"], // lists are ordered by columns that have no index of their own
  pgServices: [makePgService({ connectionString: "postgresql://", schemas: ["public"] })],
  grafserv: { graphiql: false, websockets: false },
};

if (cluster.isPrimary) {
  for (let worker = 0; worker < Number(workers); worker++) cluster.fork();
  process.on("SIGTERM", () => process.exit(0));
} else {
  const server = createServer({ keepAliveTimeout: 600_000 });
  await postgraphile(preset).createServ(grafserv).addTo(server);
  server.listen(Number(port), "127.0.0.1");
}
