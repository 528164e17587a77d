-- Refuses a snapshot that is older than the last truncation of a segment, at REPEATABLE READ and above. Its rows are
-- gone from all snapshots, and what had been carried out of it before need not be in this one: nothing can be said
-- about a job. To be called after a look into the ledger, so that the truncation is known here. A transaction that has
-- looked before it cannot be overtaken: its locks keep every segment.
-- Errors: 40001.
create or replace function awa_store.refuse_old_snapshot()
returns void
language plpgsql
stable
as $$
begin
  if current_setting('transaction_isolation') = 'read committed' then
    return;
  end if;
  -- The catalog as the snapshot sees it, against the file in use now.
  perform
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'awa_store.ready'::regclass and c.relfilenode <> pg_relation_filenode(c.oid);
  if found then
    raise exception using
      errcode = '40001',
      message = 'the ledger has turned since this transaction began',
      hint = 'Run the transaction again.';
  end if;
end
$$;

call awa_store.publish('awa_store.refuse_old_snapshot');
