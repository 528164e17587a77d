-- key_hex is used as it is.
set search_path = tap;
select plan(5);

create temp table first as select * from awa.insert_job('x', unique_by => '{"key_hex": "00FFab"}');
select is((select unique_key from first), '\x00ffab'::bytea, 'the bytes are the key');
select is((select outcome from awa.insert_job('x', unique_by => '{"key_hex": "00ffab"}')), 'existing', 'equal bytes meet');
select is((select id from awa.insert_job('other', unique_by => '{"key_hex": "00ffAB"}')), (select id from first),
  'whatever the kind');
select is((select octet_length(unique_key) from awa.insert_job('x',
  unique_by => jsonb_build_object('key_hex', repeat('ab', 32)))), 32, '32 bytes fit');

select is((select id from awa.insert_job('x',
  unique_by => '{"key_hex": "00ffab", "key": null, "args": false, "queue": null, "period": null}')), (select id from first),
  'parts that name nothing go with it');

select * from finish();
