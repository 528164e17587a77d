-- Refuses a ledger that came from another cluster by dump, copy or pg_upgrade until repair has been called: transaction
-- ids mean something else here, and cursors might take new jobs for claimed ones. A physical copy, a promoted standby
-- too, is the same cluster. Also refuses one whose sequences lag behind its jobs, as after a partial copy: ids would be
-- given twice.
-- Errors: AW007.

-- The first of the two, which waits for nobody: the code, message and hint of an error, or null.
create or replace function awa_store.cluster_fault()
returns text[]
language plpgsql
volatile
as $$
declare
  v_origin bigint := (select r.system_identifier from awa_store.ring r);
  v_here bigint := (select c.system_identifier from pg_control_system() c);
begin
  return case
    when v_origin <> v_here then array[
      'AW007', format('the jobs of this database come from another server, %s; this one is %s', v_origin, v_here),
      'Keep producers and workers away and call awa.repair() once, as an operator.']
  end;
end
$$;

create or replace function awa_store.check_origin()
returns void
language plpgsql
volatile
as $$
declare
  v_job bigint;
  v_claim bigint;
  v_given bigint;
  v_message text;
  v_fault text[];
begin
  v_fault := awa_store.cluster_fault();
  if v_fault is not null then
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
  end if;
  v_job := greatest(
    (select e.job_id from awa_store.ready e order by e.job_id desc limit 1),
    (select d.job_id from awa_store.deferred d order by d.job_id desc limit 1),
    (select e.job_id from awa_store.ended e order by e.job_id desc limit 1),
    (select u.job_id from awa_store.unique_claim u order by u.job_id desc limit 1));
  v_claim := (select c.claim_id from awa_store.claim c order by c.claim_id desc limit 1);
  -- Read after the jobs, so that one inserted meanwhile cannot seem to lie ahead.
  v_given := (select s.last_value from awa_store.entry_seq s);
  if v_job > v_given then
    v_message := format('awa_store.entry_seq is at %s, but job %s exists', v_given, v_job);
  else
    v_given := (select s.last_value from awa_store.claim_seq s);
    if v_claim > v_given then
      v_message := format('awa_store.claim_seq is at %s, but claim %s exists', v_given, v_claim);
    end if;
  end if;
  if v_message is not null then
    raise exception using
      errcode = 'AW007',
      message = v_message,
      hint =
        'The jobs were copied without their sequences. Keep producers and workers away and call awa.repair() once, '
        'as an operator.';
  end if;
end
$$;

call awa_store.publish('awa_store.cluster_fault');
call awa_store.plan('awa_store.check_origin', 'probe');
call awa_store.publish('awa_store.check_origin');
