-- Views for analysts: the current version of every fact, with the submission that reported it. What was known at an
-- earlier time is in the tables themselves (recorded_from, recorded_to).

CREATE VIEW roundtable.current_treaty_action AS
SELECT
    fact.ref_area, fact.organization, fact.instrument, fact.action, fact.date, fact.date_is,
    fact.entry_into_force, fact.reference, fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.treaty_action AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_treaty_action IS
    'Current rows of roundtable.treaty_action: A State acts on an instrument: signature, ratification, accession, denunciation ...';

CREATE VIEW roundtable.current_law AS
SELECT
    fact.ref_area, fact.organization, fact.title, fact.stage, fact.date, fact.date_is, fact.topics,
    fact.settings, fact.url, fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.law AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_law IS
    'Current rows of roundtable.law: National legislation reaches a stage; one row per stage.';

CREATE VIEW roundtable.current_strategy AS
SELECT
    fact.ref_area, fact.organization, fact.title, fact.date, fact.date_is, fact.period_start,
    fact.period_end, fact.in_development_plan, fact.targets, fact.url, fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.strategy AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_strategy IS
    'Current rows of roundtable.strategy: A multi-sectoral integrated strategy or plan of a State.';

CREATE VIEW roundtable.current_survey AS
SELECT
    fact.ref_area, fact.organization, fact.title, fact.programme, fact.fieldwork_start,
    fact.fieldwork_end, fact.design, fact.sample_size, fact.publisher, fact.ethics_review, fact.url,
    fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.survey AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_survey IS
    'Current rows of roundtable.survey: A national survey; its results are observations that name it.';

CREATE VIEW roundtable.current_observation AS
SELECT
    fact.ref_area, fact.organization, fact.indicator, fact.time_period, fact.sex, fact.age,
    fact.residence, fact.wealth, fact.education, fact.disability, fact.vulnerability, fact.value,
    fact.unit, fact.lower, fact.upper, fact.sample_weighted, fact.sample_unweighted, fact.obs_status,
    fact.conf_status, fact.survey, fact.footnote, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.observation AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_observation IS
    'Current rows of roundtable.observation: One value of one indicator.';

CREATE VIEW roundtable.current_campaign AS
SELECT
    fact.ref_area, fact.organization, fact.title, fact.period_start, fact.period_end, fact.reach,
    fact.audience, fact.topics, fact.url, fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.campaign AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_campaign IS
    'Current rows of roundtable.campaign: Information and awareness raising.';

CREATE VIEW roundtable.current_child_led_initiative AS
SELECT
    fact.ref_area, fact.organization, fact.title, fact.period_start, fact.period_end, fact.url,
    fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.child_led_initiative AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_child_led_initiative IS
    'Current rows of roundtable.child_led_initiative: Led by children and young people. Never a child''s name.';

CREATE VIEW roundtable.current_regional_plan AS
SELECT
    fact.ref_area, fact.organization, fact.title, fact.date, fact.date_is, fact.period_start,
    fact.period_end, fact.targets, fact.url, fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.regional_plan AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_regional_plan IS
    'Current rows of roundtable.regional_plan: A plan of the organization itself.';

CREATE VIEW roundtable.current_global_initiative AS
SELECT
    fact.ref_area, fact.organization, fact.initiative, fact.date, fact.date_is, fact.note, fact.source,
    submission.submission_id, fact.row_number, fact.recorded_from AS recorded_at
FROM roundtable.global_initiative AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_to = 'infinity';
COMMENT ON VIEW roundtable.current_global_initiative IS
    'Current rows of roundtable.global_initiative: A State joins a global initiative.';
