-- contract_registry: what generators of clients and the comparison of contracts read beside the catalog.
set search_path = tap;
select plan(24);

select has_function('awa', 'contract_registry', array[]::text[], 'contract_registry exists');
select is(pg_get_function_arguments('awa.contract_registry'::regproc), '', 'arguments of contract_registry');
select is(pg_get_function_result('awa.contract_registry'::regproc), 'jsonb', 'result of contract_registry');
select volatility_is('awa', 'contract_registry', 'stable', 'contract_registry is stable');
select is(executors('contract_registry'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call contract_registry');
select keeps_the_rules('contract_registry');

create temp table object as
select o.is_view, e.key as name, e.value as fact
from (values (false, 'verbs'), (true, 'views')) o (is_view, part)
cross join jsonb_each(awa.contract_registry() -> o.part) e;
create temp table field as
select s.key as shape, f.key as name, f.value as fact
from jsonb_each(awa.contract_registry() -> 'shapes') s
cross join jsonb_each(s.value) f;

select results_eq(
  $$select name collate "C" from object where not is_view order by 1$$,
  $$select distinct proname::text collate "C" from pg_proc where pronamespace = 'awa'::regnamespace order by 1$$,
  'it tells of each function');
select results_eq(
  $$select name collate "C" from object where is_view order by 1$$,
  $$select relname::text collate "C" from pg_class where relnamespace = 'awa'::regnamespace and relkind = 'v' order by 1$$,
  'and of each view');
select is_empty(
  $$select o.name, e from object o cross join jsonb_array_elements_text(o.fact -> 'errors') e
    where e not in (select sqlstate from awa.error_codes())$$,
  'errors are those of error_codes');
select is_empty(
  $$select sqlstate from awa.error_codes()
    where sqlstate not in (select jsonb_array_elements_text(fact -> 'errors') from object)$$,
  'each of which somebody may raise');
select is_empty(
  $$select o.name, a.key from object o cross join jsonb_each_text(o.fact -> 'arguments') a
    where case
      when o.is_view then not exists (
        select from pg_attribute t
        where t.attrelid = ('awa.' || o.name)::regclass and t.attname = a.key and t.atttypid = 'jsonb'::regtype)
      else not exists (
        select from pg_proc p
        where p.pronamespace = 'awa'::regnamespace and p.proname = o.name
          and p.proargtypes[array_position(p.proargnames, a.key) - 1] = 'jsonb'::regtype)
    end$$,
  'arguments are JSON');
select is_empty(
  $$select p.proname, a from pg_proc p cross join unnest(p.proargnames[1:p.pronargs]) a
    where p.pronamespace = 'awa'::regnamespace and a in ('opts', 'settings', 'unique_by', 'jobs')
      and not exists (select from object o where o.name = p.proname and o.fact -> 'arguments' ? a)$$,
  'and those whose keys are the contract''s have a shape');
select is_empty(
  $$select o.name, a.value from object o cross join jsonb_each_text(o.fact -> 'arguments') a
    where not awa.contract_registry() -> 'shapes' ? rtrim(a.value, '[]')$$,
  'that is told');
select is_empty(
  $$select o.name, c.key from object o cross join jsonb_each(o.fact -> 'columns') c
    where case
      when o.is_view then not exists (
        select from pg_attribute t where t.attrelid = ('awa.' || o.name)::regclass and t.attname = c.key)
      else not exists (
        select from pg_proc p
        where p.pronamespace = 'awa'::regnamespace and p.proname = o.name
          and (c.key = any (p.proargnames[p.pronargs + 1 :]) or c.key = 'value' and p.proallargtypes is null))
    end$$,
  'columns are results');
select is_empty(
  $$select * from field
    where fact ->> 'meaning' !~ '^[^\n]+\.$' or jsonb_array_length(fact -> 'types') = 0
      or (fact ->> 'lowest')::numeric > (fact ->> 'highest')::numeric$$,
  'fields have a meaning, types and bounds');
select is_empty(
  $$select f.shape, f.name, t from field f cross join jsonb_array_elements_text(f.fact -> 'types') t
    where rtrim(t, '[]') not in ('text', 'boolean', 'integer', 'number', 'id', 'interval', 'timestamp', 'json', 'object')
      and not awa.contract_registry() -> 'shapes' ? rtrim(t, '[]')$$,
  'types are known');
select set_eq(
  $$select jsonb_array_elements_text(awa.contract_registry() #> '{shapes,unique_by,states,values}')$$,
  'select state from awa.job_states()', 'a key may hold in any state');
select set_eq(
  $$select jsonb_array_elements_text(awa.contract_registry() #> '{verbs,get_job,columns,state,values}')$$,
  'select state from awa.job_states()', 'and a job be in any');

select * from finish();
