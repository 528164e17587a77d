set search_path = tap;
select plan(1);
select ok(true, 'never closed);
