"""Answers the benchmark's queries with an in-process Chroma; usage: chroma_search.py FOLDER."""

import array
import json
import pathlib
import sys
import time

import chromadb

folder = pathlib.Path(sys.argv[1])
names = json.loads((folder / "names.json").read_text())
dimension = names["dimension"]


def vectors(file):
    values = array.array("f")
    values.frombytes((folder / file).read_bytes())
    return [values[i : i + dimension].tolist() for i in range(0, len(values), dimension)]


client = chromadb.PersistentClient(path=str(folder / "chroma"))
collection = client.create_collection("dwp_documents", metadata={"hnsw:space": "cosine"}, embedding_function=None)

documents = vectors("documents.f32")
began = time.perf_counter()
for start in range(0, len(documents), 500):
    end = start + 500
    collection.add(
        ids=names["ids"][start:end],
        embeddings=documents[start:end],
        metadatas=[{"tenant_id": tenant} for tenant in names["tenants"][start:end]],
    )
insert_seconds = time.perf_counter() - began

milliseconds, found = [], []
queries = list(zip(vectors("queries.f32"), names["queryTenants"]))
for vector, tenant in queries[:10]:  # so that nothing is read from disk for the first time below
    collection.query(query_embeddings=[vector], n_results=10, where={"tenant_id": tenant}, include=["distances"])
for vector, tenant in queries:
    began = time.perf_counter()
    answer = collection.query(
        query_embeddings=[vector], n_results=10, where={"tenant_id": tenant}, include=["distances"]
    )
    milliseconds.append((time.perf_counter() - began) * 1000)
    found.append(answer["ids"][0])

outcome = {
    "version": chromadb.__version__,
    "insertSeconds": insert_seconds,
    "milliseconds": milliseconds,
    "found": found,
}
(folder / "outcome.json").write_text(json.dumps(outcome))
