// The audits of GraphQL over HTTP (npm graphql-http) against a running server: node audits.mjs http://127.0.0.1:8000/graphql
// It prints one line of JSON; beside it must lie node_modules with graphql-http and graphql.
import { serverAudits } from 'graphql-http';

const url = process.argv[2];
const failed = [];
const audits = serverAudits({ url });
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status !== 'ok') failed.push(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
}
console.log(JSON.stringify({ audits: audits.length, passed: audits.length - failed.length, failed }));
