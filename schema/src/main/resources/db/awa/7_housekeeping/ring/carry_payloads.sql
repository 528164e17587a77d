-- Moves the args that lie in a drained segment and that jobs with newer rows have borrowed to the current one: their
-- entries keep their place in their lane, which its cursor has passed. First for jobs in deferred, which may come back
-- into the ledger meanwhile, but not into this segment; then for entries of other segments. About max_jobs jobs, until
-- a time, from where the last call stopped. True when there are no more.
create or replace function awa_store.carry_payloads(segment int, max_jobs int, until timestamptz)
returns boolean
language plpgsql
volatile
as $$
declare
  v_current smallint := (select r.current_segment from awa_store.ring r);
  v_from text;
  v_mark bigint;
  v_ids bigint[];
  v_left int := carry_payloads.max_jobs;
  v_rows int;
  v_moved boolean := false;
begin
  select coalesce(t.borrowers, 'deferred'), coalesce(t.borrower_mark, 0) into strict v_from, v_mark
  from awa_store.segment t
  where t.segment = carry_payloads.segment;
  while v_from <> 'none' and v_left > 0 and clock_timestamp() < carry_payloads.until loop
    if v_from = 'deferred' then
      v_ids := array(
        select distinct d.job_id
        from awa_store.deferred d
        where d.job_id > v_mark
        order by d.job_id
        limit least(v_left, 500));
    else
      v_ids := array(
        select distinct r.job_id
        from awa_store.ready r
        where r.job_id > v_mark and r.args is null
        order by r.job_id
        limit least(v_left, 500));
    end if;
    if v_ids = '{}' then
      v_from := case v_from when 'deferred' then 'ready' else 'none' end;
      v_mark := 0;
      continue;
    end if;
    execute format(
      'with gone as (
        delete from awa_store.ready_%s r
        where r.job_id = any ($1) and r.args is not null
          and not exists (
            select from awa_store.ready n where n.job_id = r.job_id and n.args is not null and n.seq > r.seq)
        returning r::awa_store.ready as entry
      )
      insert into awa_store.ready
      select c.*
      from gone g
      cross join lateral awa_store.carried(g.entry, $2) c', carry_payloads.segment)
    using v_ids, v_current;
    get diagnostics v_rows = row_count;
    v_moved := v_moved or v_rows > 0;
    v_mark := v_ids[cardinality(v_ids)];
    v_left := v_left - cardinality(v_ids);
  end loop;
  update awa_store.segment t
  set borrowers = v_from, borrower_mark = v_mark,
    kept_by = case when v_moved then pg_current_xact_id() else t.kept_by end
  where t.segment = carry_payloads.segment and (t.borrowers, t.borrower_mark) is distinct from (v_from, v_mark);
  return v_from = 'none';
end
$$;

call awa_store.plan('awa_store.carry_payloads', 'walk');
call awa_store.publish('awa_store.carry_payloads');
