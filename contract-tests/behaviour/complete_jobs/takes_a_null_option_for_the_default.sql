-- on_lost is raise unless told, also by a null.
set search_path = tap;
select plan(5);

select refuses($$select awa.complete_jobs(worker(), 1, '{1}', opts => '{"on_lost": null}')$$, 'AW005', '%', 'completing');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{oops}', opts => '{"on_lost": null}')$$, 'AW005', '%', 'failing');
select refuses($$select awa.release_jobs(worker(), 1, '{1}', opts => '{"on_lost": null}')$$, 'AW005', '%', 'releasing');
select refuses($$select awa.cancel_running(worker(), 1, '{1}', opts => '{"on_lost": null}')$$, 'AW005', '%', 'cancelling');
select is((select lost_ids from awa.complete_jobs(worker(), 1, '{1}', opts => '{"on_lost": "report"}')), '{1}'::bigint[], 'report reports');

select * from finish();
