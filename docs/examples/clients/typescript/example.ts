// Check, submit and page with the types that were made: REGISTRY=http… TOKEN=tr_… node out/example.js
import {
  CheckDocument,
  DutiesAsOfDocument,
  SubmitDocument,
  type DutiesAsOfQuery,
  type TypedDocumentString,
} from './registry.js';

interface Told<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string; requestId: string } }[];
}

async function ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const answer = await fetch(`${process.env.REGISTRY}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.TOKEN}` },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const told = (await answer.json()) as Told<Data>;
  if (told.errors?.length || !told.data) throw new Error(`${told.errors?.[0].extensions.code}: ${told.errors?.[0].message}`);
  return told.data;
}

const { check } = await ask(CheckDocument, {
  input: {
    place: '620102001000',
    department: '县市场监督管理局',
    delegation: { matter: '特种设备安全监督检查', form: ['TERRITORIAL'] },
  },
});
console.log(check.outcome, check.leadingGround);

const { submitRequest } = await ask(SubmitDocument, {
  input: { places: ['620102003000'], delegation: { matter: '防汛抗旱' }, idempotencyKey: 'typescript-1' },
});
if (!submitRequest?.request) throw new Error(JSON.stringify(submitRequest?.errors));
console.log(submitRequest.request.number, submitRequest.request.cases[0].status);

const matters = new Set<string>();
let after: string | null | undefined;
do {
  const { list }: DutiesAsOfQuery = await ask(DutiesAsOfDocument, { place: '620102001000', on: '2026-11-23', after });
  for (const duty of list.duties.nodes) matters.add(duty.matter);
  after = list.duties.pageInfo.hasNextPage ? list.duties.pageInfo.endCursor : null;
} while (after);
console.log(matters.size, 'matters');
