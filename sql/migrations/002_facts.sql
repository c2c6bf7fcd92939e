-- Facts: one table per kind, every version of every fact.
--
-- A version was current, as far as the database knew, from recorded_from until recorded_to; 'infinity' means that it
-- still is. Rows are inserted, and get their recorded_to once; they are never changed otherwise and never deleted.
-- To read what was known at a published cutoff c: recorded_from <= c AND recorded_to > c.
--
-- ref_area comes first in every key, so that the tables can be distributed by it. There are no foreign keys here: the
-- intake, the only writer, checks before it writes. Dates are text because "2015" and "2016-05" are dates as well.

CREATE TABLE roundtable.treaty_action (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    instrument text,
    action text,
    date text,
    date_is text,
    entry_into_force text,
    reference text,
    note text,
    source text
);
ALTER TABLE roundtable.treaty_action ADD CONSTRAINT treaty_action_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.treaty_action ADD CONSTRAINT treaty_action_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX treaty_action_submission ON roundtable.treaty_action (submission);
-- What changed between two cutoffs.
CREATE INDEX treaty_action_recorded_from ON roundtable.treaty_action (recorded_from);
CREATE INDEX treaty_action_recorded_to ON roundtable.treaty_action (recorded_to)
    WHERE recorded_to < 'infinity';
CREATE INDEX treaty_action_instrument ON roundtable.treaty_action (instrument, ref_area);
COMMENT ON TABLE roundtable.treaty_action IS
    'A State acts on an instrument: signature, ratification, accession, denunciation ...';
COMMENT ON COLUMN roundtable.treaty_action.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.treaty_action.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.treaty_action.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.treaty_action.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.treaty_action.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.treaty_action.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.treaty_action.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.treaty_action.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.treaty_action.instrument IS
    'Code of the instrument (key).';
COMMENT ON COLUMN roundtable.treaty_action.action IS
    'Code of codelist action (key).';
COMMENT ON COLUMN roundtable.treaty_action.date IS
    'Date of deposit or of signature, as reported: YYYY-MM-DD, YYYY-MM or YYYY.';
COMMENT ON COLUMN roundtable.treaty_action.date_is IS
    'on, or on_or_before: the date is only the latest possible one.';
COMMENT ON COLUMN roundtable.treaty_action.entry_into_force IS
    'Date for this State where the source states it; else it is computed.';
COMMENT ON COLUMN roundtable.treaty_action.reference IS
    'For example a depositary notification (key): tells apart several actions of one kind.';
COMMENT ON COLUMN roundtable.treaty_action.note IS
    'Text of a reservation, declaration ...';
COMMENT ON COLUMN roundtable.treaty_action.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.law (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    title text,
    stage text,
    date text,
    date_is text,
    topics text[],
    settings text[],
    url text,
    note text,
    source text
);
ALTER TABLE roundtable.law ADD CONSTRAINT law_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.law ADD CONSTRAINT law_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX law_submission ON roundtable.law (submission);
-- What changed between two cutoffs.
CREATE INDEX law_recorded_from ON roundtable.law (recorded_from);
CREATE INDEX law_recorded_to ON roundtable.law (recorded_to)
    WHERE recorded_to < 'infinity';
COMMENT ON TABLE roundtable.law IS
    'National legislation reaches a stage; one row per stage.';
COMMENT ON COLUMN roundtable.law.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.law.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.law.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.law.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.law.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.law.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.law.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.law.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.law.title IS
    'Title of the law (key).';
COMMENT ON COLUMN roundtable.law.stage IS
    'Code of codelist stage (key).';
COMMENT ON COLUMN roundtable.law.date IS
    'When the stage was reached, as reported.';
COMMENT ON COLUMN roundtable.law.date_is IS
    'on, or on_or_before.';
COMMENT ON COLUMN roundtable.law.topics IS
    'Codes of codelist topic, sorted.';
COMMENT ON COLUMN roundtable.law.settings IS
    'Codes of codelist setting, sorted.';
COMMENT ON COLUMN roundtable.law.url IS
    'Where the text can be read.';
COMMENT ON COLUMN roundtable.law.note IS
    'Remark of the reporter.';
COMMENT ON COLUMN roundtable.law.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.strategy (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    title text,
    date text,
    date_is text,
    period_start text,
    period_end text,
    in_development_plan text,
    targets text[],
    url text,
    note text,
    source text
);
ALTER TABLE roundtable.strategy ADD CONSTRAINT strategy_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.strategy ADD CONSTRAINT strategy_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX strategy_submission ON roundtable.strategy (submission);
-- What changed between two cutoffs.
CREATE INDEX strategy_recorded_from ON roundtable.strategy (recorded_from);
CREATE INDEX strategy_recorded_to ON roundtable.strategy (recorded_to)
    WHERE recorded_to < 'infinity';
COMMENT ON TABLE roundtable.strategy IS
    'A multi-sectoral integrated strategy or plan of a State.';
COMMENT ON COLUMN roundtable.strategy.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.strategy.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.strategy.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.strategy.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.strategy.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.strategy.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.strategy.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.strategy.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.strategy.title IS
    'Title (key).';
COMMENT ON COLUMN roundtable.strategy.date IS
    'Adoption, as reported.';
COMMENT ON COLUMN roundtable.strategy.date_is IS
    'on, or on_or_before.';
COMMENT ON COLUMN roundtable.strategy.period_start IS
    'First day, month or year it is for.';
COMMENT ON COLUMN roundtable.strategy.period_end IS
    'Last day, month or year it is for.';
COMMENT ON COLUMN roundtable.strategy.in_development_plan IS
    'yes or no: part of the national development plan.';
COMMENT ON COLUMN roundtable.strategy.targets IS
    'Codes of codelist target, sorted.';
COMMENT ON COLUMN roundtable.strategy.url IS
    'Where the text can be read.';
COMMENT ON COLUMN roundtable.strategy.note IS
    'Remark of the reporter.';
COMMENT ON COLUMN roundtable.strategy.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.survey (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    title text,
    programme text,
    fieldwork_start text,
    fieldwork_end text,
    design text,
    sample_size bigint,
    publisher text,
    ethics_review text,
    url text,
    note text,
    source text
);
ALTER TABLE roundtable.survey ADD CONSTRAINT survey_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.survey ADD CONSTRAINT survey_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX survey_submission ON roundtable.survey (submission);
-- What changed between two cutoffs.
CREATE INDEX survey_recorded_from ON roundtable.survey (recorded_from);
CREATE INDEX survey_recorded_to ON roundtable.survey (recorded_to)
    WHERE recorded_to < 'infinity';
COMMENT ON TABLE roundtable.survey IS
    'A national survey; its results are observations that name it.';
COMMENT ON COLUMN roundtable.survey.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.survey.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.survey.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.survey.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.survey.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.survey.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.survey.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.survey.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.survey.title IS
    'Title (key).';
COMMENT ON COLUMN roundtable.survey.programme IS
    'MICS, DHS, VACS ...';
COMMENT ON COLUMN roundtable.survey.fieldwork_start IS
    'Begin of the fieldwork, as reported.';
COMMENT ON COLUMN roundtable.survey.fieldwork_end IS
    'End of the fieldwork: the year of the survey.';
COMMENT ON COLUMN roundtable.survey.design IS
    'Sampling design.';
COMMENT ON COLUMN roundtable.survey.sample_size IS
    'Persons or households in the sample.';
COMMENT ON COLUMN roundtable.survey.publisher IS
    'Who published it.';
COMMENT ON COLUMN roundtable.survey.ethics_review IS
    'yes or no.';
COMMENT ON COLUMN roundtable.survey.url IS
    'Where it can be read.';
COMMENT ON COLUMN roundtable.survey.note IS
    'Remark of the reporter.';
COMMENT ON COLUMN roundtable.survey.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.observation (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    indicator text,
    time_period text,
    sex text,
    age text,
    residence text,
    wealth text,
    education text,
    disability text,
    vulnerability text,
    value numeric,
    unit text,
    lower numeric,
    upper numeric,
    sample_weighted numeric,
    sample_unweighted bigint,
    obs_status text,
    conf_status text,
    survey text,
    footnote text,
    source text
);
ALTER TABLE roundtable.observation ADD CONSTRAINT observation_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.observation ADD CONSTRAINT observation_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX observation_submission ON roundtable.observation (submission);
-- What changed between two cutoffs.
CREATE INDEX observation_recorded_from ON roundtable.observation (recorded_from);
CREATE INDEX observation_recorded_to ON roundtable.observation (recorded_to)
    WHERE recorded_to < 'infinity';
CREATE INDEX observation_indicator ON roundtable.observation (indicator, ref_area);
COMMENT ON TABLE roundtable.observation IS
    'One value of one indicator.';
COMMENT ON COLUMN roundtable.observation.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.observation.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.observation.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.observation.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.observation.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.observation.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.observation.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.observation.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.observation.indicator IS
    'UNICEF or SDG series code (key).';
COMMENT ON COLUMN roundtable.observation.time_period IS
    'The year or month that the value is about (key).';
COMMENT ON COLUMN roundtable.observation.sex IS
    'Code of codelist sex (key).';
COMMENT ON COLUMN roundtable.observation.age IS
    'Code of codelist age (key).';
COMMENT ON COLUMN roundtable.observation.residence IS
    'Code of codelist residence (key).';
COMMENT ON COLUMN roundtable.observation.wealth IS
    'Code of codelist wealth (key).';
COMMENT ON COLUMN roundtable.observation.education IS
    'Code of codelist education (key).';
COMMENT ON COLUMN roundtable.observation.disability IS
    'Code of codelist disability (key).';
COMMENT ON COLUMN roundtable.observation.vulnerability IS
    'Code of the group of vulnerability (key).';
COMMENT ON COLUMN roundtable.observation.value IS
    'The value; null only with an obs_status that says why.';
COMMENT ON COLUMN roundtable.observation.unit IS
    'Code of codelist unit.';
COMMENT ON COLUMN roundtable.observation.lower IS
    'Lower confidence bound.';
COMMENT ON COLUMN roundtable.observation.upper IS
    'Upper confidence bound.';
COMMENT ON COLUMN roundtable.observation.sample_weighted IS
    'Weighted sample size.';
COMMENT ON COLUMN roundtable.observation.sample_unweighted IS
    'Unweighted cases: fewer than 25 are never published.';
COMMENT ON COLUMN roundtable.observation.obs_status IS
    'Code of codelist obs_status: A is a normal value.';
COMMENT ON COLUMN roundtable.observation.conf_status IS
    'Code of codelist conf_status: F is free.';
COMMENT ON COLUMN roundtable.observation.survey IS
    'Title of the survey.';
COMMENT ON COLUMN roundtable.observation.footnote IS
    'Footnote of the source.';
COMMENT ON COLUMN roundtable.observation.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.campaign (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    title text,
    period_start text,
    period_end text,
    reach bigint,
    audience text,
    topics text[],
    url text,
    note text,
    source text
);
ALTER TABLE roundtable.campaign ADD CONSTRAINT campaign_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.campaign ADD CONSTRAINT campaign_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX campaign_submission ON roundtable.campaign (submission);
-- What changed between two cutoffs.
CREATE INDEX campaign_recorded_from ON roundtable.campaign (recorded_from);
CREATE INDEX campaign_recorded_to ON roundtable.campaign (recorded_to)
    WHERE recorded_to < 'infinity';
COMMENT ON TABLE roundtable.campaign IS
    'Information and awareness raising.';
COMMENT ON COLUMN roundtable.campaign.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.campaign.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.campaign.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.campaign.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.campaign.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.campaign.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.campaign.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.campaign.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.campaign.title IS
    'Title (key).';
COMMENT ON COLUMN roundtable.campaign.period_start IS
    'First day, month or year.';
COMMENT ON COLUMN roundtable.campaign.period_end IS
    'Last day, month or year.';
COMMENT ON COLUMN roundtable.campaign.reach IS
    'People reached.';
COMMENT ON COLUMN roundtable.campaign.audience IS
    'For whom.';
COMMENT ON COLUMN roundtable.campaign.topics IS
    'Codes of codelist topic, sorted.';
COMMENT ON COLUMN roundtable.campaign.url IS
    'Where it can be read.';
COMMENT ON COLUMN roundtable.campaign.note IS
    'Remark of the reporter.';
COMMENT ON COLUMN roundtable.campaign.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.child_led_initiative (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    title text,
    period_start text,
    period_end text,
    url text,
    note text,
    source text
);
ALTER TABLE roundtable.child_led_initiative ADD CONSTRAINT child_led_initiative_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.child_led_initiative ADD CONSTRAINT child_led_initiative_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX child_led_initiative_submission ON roundtable.child_led_initiative (submission);
-- What changed between two cutoffs.
CREATE INDEX child_led_initiative_recorded_from ON roundtable.child_led_initiative (recorded_from);
CREATE INDEX child_led_initiative_recorded_to ON roundtable.child_led_initiative (recorded_to)
    WHERE recorded_to < 'infinity';
COMMENT ON TABLE roundtable.child_led_initiative IS
    'Led by children and young people. Never a child''s name.';
COMMENT ON COLUMN roundtable.child_led_initiative.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.child_led_initiative.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.child_led_initiative.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.child_led_initiative.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.child_led_initiative.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.child_led_initiative.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.child_led_initiative.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.child_led_initiative.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.child_led_initiative.title IS
    'Title (key).';
COMMENT ON COLUMN roundtable.child_led_initiative.period_start IS
    'First day, month or year.';
COMMENT ON COLUMN roundtable.child_led_initiative.period_end IS
    'Last day, month or year.';
COMMENT ON COLUMN roundtable.child_led_initiative.url IS
    'Where it can be read.';
COMMENT ON COLUMN roundtable.child_led_initiative.note IS
    'Remark of the reporter.';
COMMENT ON COLUMN roundtable.child_led_initiative.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.regional_plan (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    title text,
    date text,
    date_is text,
    period_start text,
    period_end text,
    targets text[],
    url text,
    note text,
    source text
);
ALTER TABLE roundtable.regional_plan ADD CONSTRAINT regional_plan_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.regional_plan ADD CONSTRAINT regional_plan_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX regional_plan_submission ON roundtable.regional_plan (submission);
-- What changed between two cutoffs.
CREATE INDEX regional_plan_recorded_from ON roundtable.regional_plan (recorded_from);
CREATE INDEX regional_plan_recorded_to ON roundtable.regional_plan (recorded_to)
    WHERE recorded_to < 'infinity';
COMMENT ON TABLE roundtable.regional_plan IS
    'A plan of the organization itself.';
COMMENT ON COLUMN roundtable.regional_plan.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.regional_plan.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.regional_plan.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.regional_plan.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.regional_plan.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.regional_plan.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.regional_plan.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.regional_plan.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.regional_plan.title IS
    'Title (key).';
COMMENT ON COLUMN roundtable.regional_plan.date IS
    'Adoption, as reported.';
COMMENT ON COLUMN roundtable.regional_plan.date_is IS
    'on, or on_or_before.';
COMMENT ON COLUMN roundtable.regional_plan.period_start IS
    'First day, month or year it is for.';
COMMENT ON COLUMN roundtable.regional_plan.period_end IS
    'Last day, month or year it is for.';
COMMENT ON COLUMN roundtable.regional_plan.targets IS
    'Codes of codelist target, sorted.';
COMMENT ON COLUMN roundtable.regional_plan.url IS
    'Where it can be read.';
COMMENT ON COLUMN roundtable.regional_plan.note IS
    'Remark of the reporter.';
COMMENT ON COLUMN roundtable.regional_plan.source IS
    'Where the reporter has it from (key).';

CREATE TABLE roundtable.global_initiative (
    ref_area text COLLATE "C" NOT NULL,
    fact_key uuid NOT NULL,
    recorded_from timestamp with time zone NOT NULL,
    recorded_to timestamp with time zone NOT NULL,
    content uuid NOT NULL,
    organization text NOT NULL,
    submission bigint NOT NULL,
    row_number integer NOT NULL,
    initiative text,
    date text,
    date_is text,
    note text,
    source text
);
ALTER TABLE roundtable.global_initiative ADD CONSTRAINT global_initiative_pkey
    PRIMARY KEY (ref_area, fact_key, recorded_to);
ALTER TABLE roundtable.global_initiative ADD CONSTRAINT global_initiative_recorded_in_order
    CHECK (recorded_from < recorded_to);
-- What a submission wrote, to end it when another replaces it.
CREATE INDEX global_initiative_submission ON roundtable.global_initiative (submission);
-- What changed between two cutoffs.
CREATE INDEX global_initiative_recorded_from ON roundtable.global_initiative (recorded_from);
CREATE INDEX global_initiative_recorded_to ON roundtable.global_initiative (recorded_to)
    WHERE recorded_to < 'infinity';
COMMENT ON TABLE roundtable.global_initiative IS
    'A State joins a global initiative.';
COMMENT ON COLUMN roundtable.global_initiative.ref_area IS
    'ISO 3166 alpha-3 code of the State, or the code of the organization where the fact has no State.';
COMMENT ON COLUMN roundtable.global_initiative.fact_key IS
    'Identifies the fact: a digest of the organization and the key fields.';
COMMENT ON COLUMN roundtable.global_initiative.recorded_from IS
    'When this version was recorded.';
COMMENT ON COLUMN roundtable.global_initiative.recorded_to IS
    'When it was revised or ended; infinity: it is current.';
COMMENT ON COLUMN roundtable.global_initiative.content IS
    'Digest of all other fields: equal content is the same version.';
COMMENT ON COLUMN roundtable.global_initiative.organization IS
    'Who reported it.';
COMMENT ON COLUMN roundtable.global_initiative.submission IS
    'Number of the submission that reported this version first.';
COMMENT ON COLUMN roundtable.global_initiative.row_number IS
    'Number of the row in the sender''s file.';
COMMENT ON COLUMN roundtable.global_initiative.initiative IS
    'Code of codelist initiative (key).';
COMMENT ON COLUMN roundtable.global_initiative.date IS
    'When it joined, as reported.';
COMMENT ON COLUMN roundtable.global_initiative.date_is IS
    'on, or on_or_before.';
COMMENT ON COLUMN roundtable.global_initiative.note IS
    'Remark of the reporter.';
COMMENT ON COLUMN roundtable.global_initiative.source IS
    'Where the reporter has it from (key).';
