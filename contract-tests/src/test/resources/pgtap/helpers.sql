-- What the test files share, beside pgTAP in schema tap. Loaded once, after Awa and pgTAP.

create table tap.workers (name text primary key, worker_id uuid not null);

create table tap.vectors (name text primary key, body jsonb not null);

-- The worker of that name, registered when first asked for.
create function tap.worker(p_name text default 'a') returns uuid language plpgsql as $$
declare
  v_id uuid;
begin
  select w.worker_id into v_id from tap.workers w where w.name = p_name;
  if not found then
    select r.worker_id into v_id from awa.register_worker(p_name) r;
    insert into tap.workers values (p_name, v_id);
  end if;
  return v_id;
end $$;

-- Stops the engine's clock at an instant; time then moves only by advance_clock().
create function tap.stop_clock(p_at timestamptz default '2030-01-01 12:00:00+00') returns timestamptz
language plpgsql as $$
begin
  execute format(
    'create or replace function awa_store.clock() returns pg_catalog.timestamptz language sql %s parallel safe as %L',
    (select case p.provolatile when 's' then 'stable' when 'v' then 'volatile' else 'immutable' end
     from pg_catalog.pg_proc p where p.oid = 'awa_store.clock()'::regprocedure),
    format('select %L::pg_catalog.timestamptz', p_at));
  return p_at;
end $$;

create function tap.advance_clock(p_by interval) returns timestamptz language sql as $$
  select tap.stop_clock(awa_store.clock() + p_by)
$$;

-- What time it is for the engine.
create function tap.clock() returns timestamptz language sql as $$
  select awa_store.clock()
$$;

-- Makes the ledger one of another server, or, back, of this one again.
create function tap.move_ledger(back boolean default false) returns void language sql as $$
  update awa_store.ring set system_identifier = system_identifier + case when back then 7 else -7 end
$$;

-- Puts a job that is deferred into the state waiting_external, as no verb does yet.
create function tap.park(p_job bigint) returns void language sql as $$
  update awa_store.deferred set state = 'waiting_external' where job_id = p_job
$$;

-- Counts lanes as tick does, those that are longer than this.
create function tap.count_lanes(p_longer_than int) returns void language plpgsql as $$
begin
  perform awa_store.count_long_lanes(p_longer_than);
end $$;

-- How many there are of what no verb shows: whether all is cleared away.
create function tap.kept(p_what text) returns bigint language plpgsql as $$
begin
  case p_what
    when 'entries' then return (select count(*) from awa_store.ready);
    when 'claims' then return (select count(*) from awa_store.claim);
    when 'outcomes' then return (select count(*) from awa_store.outcome);
    when 'ended jobs' then return (select count(*) from awa_store.ended);
    when 'parents' then return (select count(*) from awa_store.wait where on_kind = 'job');
    when 'waits' then return (select count(*) from awa_store.wait);
    when 'places' then return (select count(*) from awa_store.place);
    when 'keys of ended jobs' then return (select count(*) from awa_store.unique_claim);
    when 'queues' then return (select count(*) from awa_store.queue);
    when 'queues that enqueues look up' then return (select cardinality(configured) from awa_store.ring);
    when 'lanes of a kind' then return (select count(*) from awa_store.kind_lane);
  end case;
end $$;

create function tap.state_of(p_job bigint) returns text language sql as $$
  select state from awa.get_job(p_job)
$$;

-- How much of an error's context is of the call itself: its lines, which many a driver prints behind the message.
create function tap.context_of(p_sql text, p_context text) returns text[] language sql as $$
  select string_to_array(
    nullif(rtrim(left(p_context, strpos(p_context || format(E'\nSQL statement "%s"', p_sql), format('SQL statement "%s"', p_sql)) - 1), E'\n'), ''),
    E'\n')
$$;

-- Whether the contract says that what a statement calls may raise a SQLSTATE; true where it calls more than one function or view.
create function tap.may_raise(p_sql text, p_sqlstate text) returns boolean language sql as $$
  select count(*) <> 1 or bool_and(r.errors ? p_sqlstate) is not false
  from (select distinct m[1] as name from regexp_matches(p_sql, '\mawa\.(\w+)', 'g') m) c
  left join lateral (
    select coalesce(d.body #> array['verbs', c.name, 'errors'], d.body #> array['views', c.name, 'errors']) as errors
    from (select awa.contract_registry() as body) d
  ) r on true
$$;

-- A call is refused with this SQLSTATE, which the contract says that it may raise, a message like the pattern, a hint, and no
-- more than four lines of context.
create function tap.refuses(p_sql text, p_sqlstate text, p_message_like text, p_description text) returns text
language plpgsql as $$
declare
  v_sqlstate text := '(none)';
  v_message text := '(no error)';
  v_hint text := '';
  v_context text;
  v_lines text[];
  v_ok boolean;
begin
  begin
    execute p_sql;
  exception when others then
    get stacked diagnostics
      v_sqlstate = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint, v_context = pg_exception_context;
  end;
  if p_sqlstate like 'AW%' and not tap.may_raise(p_sql, p_sqlstate) then
    return ok(false, p_description) || E'\n' || diag(format('the registry does not say that it may raise %s', p_sqlstate));
  end if;
  v_lines := context_of(p_sql, v_context);
  v_ok := v_sqlstate = p_sqlstate and v_message like p_message_like and v_hint <> '' and not coalesce(cardinality(v_lines) > 4, false);
  return ok(v_ok, p_description)
    || case when v_ok then '' else E'\n' || diag(format(E'have %s: %s\nhint: %s\ncontext: %s\nwant %s: %s, a hint and at most four lines of context',
         v_sqlstate, v_message, v_hint, array_to_string(v_lines, E'\n'), p_sqlstate, p_message_like)) end;
end $$;

-- The roles that may execute a verb, PUBLIC included, in alphabetical order.
create function tap.executors(p_verb text) returns text[] language sql as $$
  select array_agg(g.grantee order by g.grantee collate "C")
  from (
    select case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end as grantee
    from pg_catalog.pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace = 'awa'::regnamespace and p.proname = p_verb and a.privilege_type = 'EXECUTE'
  ) g
$$;

-- Seven rules that every public function keeps: seven tests.
create function tap.keeps_the_rules(p_verb text) returns setof text language plpgsql as $$
declare
  v_function pg_catalog.pg_proc;
  v_count int;
begin
  select count(*) into v_count from pg_catalog.pg_proc p
  where p.pronamespace = 'awa'::regnamespace and p.proname = p_verb;
  return next is(v_count, 1, p_verb || ' is not overloaded');
  select p.* into v_function from pg_catalog.pg_proc p
  where p.pronamespace = 'awa'::regnamespace and p.proname = p_verb;
  return next ok(v_function.prosecdef, p_verb || ' runs with its owner''s rights');
  return next ok('search_path=pg_catalog, pg_temp' = any(v_function.proconfig), p_verb || ' pins its search_path');
  return next is(v_function.proowner::regrole::text, 'awa_owner', p_verb || ' belongs to the owner role');
  return next ok(not 'PUBLIC' = any(tap.executors(p_verb)), p_verb || ' is not for everybody');
  return next ok(obj_description(v_function.oid, 'pg_proc') ~ '^[^\n]{20,}$', p_verb || ' has a comment of one line');
  return next ok(not v_function.proisstrict and v_function.provariadic = 0,
    p_verb || ' decides itself what a null means');
end $$;

-- Starts to count what this session reads. The server's counters of a transaction also hold those of earlier ones that
-- have not been reported yet, so the difference counts.
create function tap.count_reads() returns void language sql as $$
  select set_config('tap.reads', jsonb_object_agg(c.oid, jsonb_build_array(
    pg_catalog.pg_stat_get_xact_numscans(c.oid), pg_catalog.pg_stat_get_xact_tuples_returned(c.oid),
    pg_catalog.pg_stat_get_xact_blocks_fetched(c.oid)))::text, false)
  from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace
$$;

-- The tables of the engine, beyond a few pages, that have been read from end to end since count_reads().
create function tap.scanned_tables() returns text[] language sql as $$
  select array_agg(c.relname::text order by c.relname)
  from pg_catalog.pg_class c
  where c.relnamespace = 'awa_store'::regnamespace and c.relkind = 'r'
    and pg_catalog.pg_stat_get_xact_numscans(c.oid)
      > coalesce((current_setting('tap.reads')::jsonb -> c.oid::text ->> 0)::bigint, 0)
    and pg_catalog.pg_relation_size(c.oid) > 4 * 8192
$$;

-- How many entries have been read from an index, partitions included, since count_reads().
create function tap.entries_read(p_index regclass) returns bigint language sql as $$
  select sum(pg_catalog.pg_stat_get_xact_tuples_returned(t.relid)
    - coalesce((current_setting('tap.reads')::jsonb -> t.relid::oid::text ->> 1)::bigint, 0))::bigint
  from (select relid from pg_catalog.pg_partition_tree(p_index) union select p_index) t
$$;

-- How many entries have been read from all indexes of the engine since count_reads().
create function tap.all_entries_read() returns bigint language sql as $$
  select sum(pg_catalog.pg_stat_get_xact_tuples_returned(c.oid)
    - coalesce((current_setting('tap.reads')::jsonb -> c.oid::text ->> 1)::bigint, 0))::bigint
  from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and c.relkind = 'i'
$$;

-- How many blocks of tables and indexes of the engine have been looked into since count_reads().
create function tap.all_blocks_read() returns bigint language sql as $$
  select sum(pg_catalog.pg_stat_get_xact_blocks_fetched(c.oid)
    - coalesce((current_setting('tap.reads')::jsonb -> c.oid::text ->> 2)::bigint, 0))::bigint
  from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and c.relkind in ('i', 'r')
$$;

-- The queues of which queue_stats says something else than counting over the view does.
create function tap.wrong_stats() returns table (stats jsonb, jobs jsonb) language sql as $$
  select to_jsonb(s) - '{oldest_available_at,partitions,paused,details}'::text[], to_jsonb(j)
  from awa.queue_stats() s
  full join (
    select
      queue as queue_name,
      count(*) filter (where state = 'pending') as pending,
      count(*) filter (where state = 'available') as available,
      count(*) filter (where state = 'blocked') as blocked,
      count(*) filter (where state = 'running') as running,
      count(*) filter (where state = 'scheduled') as scheduled,
      count(*) filter (where state = 'retryable') as retryable,
      count(*) filter (where state = 'waiting_external') as waiting_external,
      count(*) filter (where state = 'completed') as completed,
      count(*) filter (where state = 'failed') as failed,
      count(*) filter (where state = 'cancelled') as cancelled,
      count(*) filter (where state = 'completed' and finalized_at > awa_store.clock() - interval '1 minute') as completed_last_minute
    from awa.jobs
    group by queue
  ) j using (queue_name)
  where to_jsonb(s) - '{oldest_available_at,partitions,paused,details}'::text[] is distinct from to_jsonb(j)
$$;

-- Places of the lists in which there is no job, one that the view shows in another way, or not one of the newest.
create function tap.wrong_lists(p_max int default 1000) returns table (queue text, state text, place bigint, listed text, job text)
language sql as $$
  with seen as materialized (
    select j.*, row_number() over (partition by j.queue, j.state order by j.age desc, j.id desc) as n
    from (
      select
        j.queue, j.state, j.id, j::text as job,
        case
          when j.state = 'running' then extract(epoch from j.attempted_at)
          when j.state in ('completed', 'failed', 'cancelled') then extract(epoch from j.finalized_at)
          when j.state <> 'available' then extract(epoch from j.run_at)
          else (select max(r.xid::text::numeric * 1e18 + r.seq) from awa_store.ready r where r.job_id = j.id)
        end as age
      from awa.jobs j
    ) j
  ),
  listed as materialized (
    select s.queue, s.state, l.*
    from (select distinct s.queue, s.state from seen s) s
    cross join lateral (
      select row_number() over () as n, l.id, l::text as job from awa.list_jobs(s.queue, s.state, p_max) l
    ) l
  )
  select coalesce(l.queue, s.queue), coalesce(l.state, s.state), coalesce(l.n, s.n), l.job, s.job
  from listed l
  full join (select * from seen s where s.n <= p_max) s on s.queue = l.queue and s.state = l.state and s.n = l.n
  left join seen t on t.id = l.id
  where t.age is distinct from s.age or t.job is distinct from l.job
  order by 1, 2, 3
$$;

grant usage on schema tap to public;
