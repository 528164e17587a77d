-- The transactions that have looked at the ring and are still open, by their virtual ids, but for this one; known: only
-- those of them. They may enter a segment that was sealed after they looked: whoever reads the ring holds a lock on it
-- until his transaction ends, and has it before he takes the snapshot that he reads with, or reads turn_seq.
create or replace function awa_store.entrants(known text[] default null)
returns text[]
language sql
volatile
as $$
  select array(
    select distinct l.virtualtransaction
    from pg_locks l
    where l.locktype = 'relation' and l.relation = 'awa_store.ring'::regclass
      and l.database = (select d.oid from pg_database d where d.datname = current_database())
      and l.pid is distinct from pg_backend_pid() and (known is null or l.virtualtransaction = any (known)));
$$;

-- Notes in the ring where else than in the current segment something may wait, unless it says so already, or somebody
-- who configures a queue has the ring until his commit: the next call will do.
create or replace function awa_store.note_older_segment()
returns void
language plpgsql
volatile
as $$
declare
  v_ring awa_store.ring;
  v_older smallint;
begin
  select r.* into v_ring from awa_store.ring r;
  select
    case
      when w.waiting is null then v_ring.current_segment
      when w.waiting = array[w.before] then w.before
    end
  into v_older
  from (
    select
      array_agg(t.segment) filter (where t.drained_at is null) as waiting,
      (array_agg(t.segment order by t.sealed_at desc))[1] as before
    from awa_store.segment t
    where t.sealed_at is not null
  ) w;
  if v_older is distinct from v_ring.older_segment
    and exists (select from awa_store.ring r for update skip locked)
  then
    update awa_store.ring r set older_segment = v_older;
  end if;
end
$$;

call awa_store.publish('awa_store.entrants');
call awa_store.publish('awa_store.note_older_segment');
