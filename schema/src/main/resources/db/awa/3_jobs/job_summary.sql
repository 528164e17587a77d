-- Where a job stands, without its payload; no row if it is not known, or was just moving: look again.
create or replace function awa_store.job_summary(job_id bigint)
returns table (id bigint, kind text, state text, queue text, partition int, run_at timestamptz)
rows 1
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_at record;
begin
  select * into v_at from awa_store.locate(job_summary.job_id);
  case v_at.place
    when 'deferred' then
      return query
      select d.job_id, d.kind, d.state, d.queue, d.partition::int, d.run_at
      from awa_store.deferred d
      where d.job_id = job_summary.job_id;
    when 'ended' then
      return query
      select e.job_id, e.kind, e.state, e.queue, e.partition::int, e.run_at
      from awa_store.ended e
      where e.job_id = job_summary.job_id;
    else
      -- One that is forgotten may have left an entry.
      return query
      select
        r.job_id, r.kind, v_at.state, r.queue,
        awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id), r.run_at
      from awa_store.ready r
      where r.job_id = job_summary.job_id and r.seq = v_at.seq and v_at.place is not null;
  end case;
end
$$;

call awa_store.plan('awa_store.job_summary', 'probe');
call awa_store.publish('awa_store.job_summary');
