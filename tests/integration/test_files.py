"""The command `roundtable` with the files that organizations have."""
import json
import subprocess
import unittest

from house import BIN, SAMPLE, HouseTest, main

SDMX_1 = '''DATAFLOW,REF_AREA:Geographic area,INDICATOR:Indicator,SEX:Sex,AGE:Current age,RESIDENCE:Residence,\
WEALTH_QUINTILE:Wealth Quintile,TIME_PERIOD:Time period,OBS_VALUE:Observation Value,UNIT_MEASURE:Unit of measure,\
OBS_STATUS:Observation Status,DATA_SOURCE:Data Source,OBS_FOOTNOTE:Observation footnote,CUSTODIAN:Custodian
UNICEF:PT(1.0),TCD: Chad,PT_F_20-24_MRD_U18: Percentage of women,F: Female,Y20T24: 20 to 24 years old,_T: Total,\
_T: Total,2015,66.9,PCNT: %,A: Normal value,DHS 2014-2015,"first line
second line",UNICEF
UNICEF:PT(1.0),TCD: Chad,PT_F_20-24_MRD_U18: Percentage of women,F: Female,Y20T24: 20 to 24 years old,U: Urban area,\
_T: Total,2015,58.1,PCNT: %,A: Normal value,DHS 2014-2015,,UNICEF
'''
SDMX_2 = '''STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,SEX,AGE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,DATA_SOURCE
dataflow,UNICEF:PT(2.0),A,MLI,PT_F_20-24_MRD_U18,F,Y20T24,2018,53.7,PCNT,EDS 2018
dataflow,UNICEF:PT(2.0),D,NER,PT_F_20-24_MRD_U18,F,Y20T24,2012,76.3,PCNT,EDS 2012
'''


class Files(HouseTest):
    def submit(self, content, *arguments, code=0, organization='ACPF', name='input.csv'):
        path = self.house.directory / name
        path.write_text(content, encoding='utf-8')
        return self.house.run('submit', '--organization', organization, *arguments, path, code=code)

    def test_sdmx_csv_1_with_labels_and_quoted_line_breaks(self):
        self.submit(SDMX_1)
        rows = self.house.sql("SELECT residence, value, time_period, replace(footnote, E'\\n', '/') "
                              "FROM roundtable.observation WHERE ref_area = 'TCD' ORDER BY residence COLLATE \"C\"")
        self.assertEqual([row[:3] for row in rows], [['U', '58.1', '2015'], ['_T', '66.9', '2015']])
        self.assertIn('first line', rows[1][3])
        self.assertIn('second line', rows[1][3])

    def test_sdmx_csv_2_refuses_a_deletion_with_its_row(self):
        done = self.submit(SDMX_2, code=1)
        self.assertRegex(done.stdout + done.stderr, r'row 2')
        self.assertEqual(self.house.sql("SELECT count(*) FROM roundtable.observation WHERE ref_area IN ('MLI', 'NER')"),
                         [['0']])
        self.submit(SDMX_2, '--best-effort', code=1)
        self.assertEqual(self.house.sql("SELECT value FROM roundtable.observation WHERE ref_area = 'MLI'"), [['53.7']])

    def test_json_takes_any_mix_of_kinds(self):
        rows = [{'kind': 'law', 'ref_area': 'Perú', 'title': 'Ley 30403', 'stage': 'in_force', 'date': '2015-12-30',
                 'topics': ['corporal_punishment'], 'source': 'El Peruano'},
                {'kind': 'observation', 'ref_area': 'PER', 'indicator': 'PT_F_20-24_MRD_U18', 'time_period': '2014',
                 'sex': 'F', 'age': 'Y20T24', 'value': 18.6, 'source': 'ENDES'},
                {'kind': 'campaign', 'title': 'Crianza sin violencia', 'period_start': '2015', 'source': 'IIN'}]
        self.submit(json.dumps({'rows': rows}), organization='IIN-OAS', name='mix.json')
        self.assertEqual(self.house.sql("SELECT ref_area FROM roundtable.law WHERE title = 'Ley 30403'"), [['PER']])
        self.assertEqual(self.house.sql("SELECT value FROM roundtable.observation WHERE source = 'ENDES'"), [['18.6']])
        self.assertEqual(self.house.sql("SELECT ref_area FROM roundtable.campaign"), [['IIN-OAS']])

    def test_problems_name_file_row_column_value_and_what_is_wrong(self):
        done = self.submit('ref_area,title,date,source\nSWE,Plan,2015-02-29,test\nNOR,Plan,2015,test\n', '--kind',
                           'strategy', code=1, organization='COE', name='plans.csv')
        said = done.stdout + done.stderr
        for words in ['plans.csv', 'row 1', 'date', '2015-02-29']:
            self.assertIn(words, said)

    def test_a_dry_run_finds_the_problems_and_sends_nothing(self):
        self.submit('ref_area,title,date,source\nXXX,Plan,2015,dry\n', '--kind', 'strategy', '--dry-run', code=1,
                    organization='COE')
        self.submit('ref_area,title,date,source\nSWE,Plan,2015,dry\n', '--kind', 'strategy', '--dry-run',
                    organization='COE')
        self.assertEqual(self.house.sql("SELECT count(*) FROM roundtable.strategy WHERE source = 'dry'"), [['0']])

    def test_a_large_file_is_split_and_arrives_whole(self):
        lines = ['ref_area,indicator,time_period,sex,age,value,source']
        lines += [f'KEN,PT_F_20-24_MRD_U18,{1990 + i % 25},F,Y20T24,{i % 100}.5,copy {i // 25}' for i in range(25000)]
        done = self.submit('\n'.join(lines) + '\n', '--id', 'large')
        self.assertIn('25000', (done.stdout + done.stderr).replace(' ', '').replace(',', ''))
        parts = self.house.sql("SELECT submission_id, rows FROM roundtable.submission WHERE submission_id LIKE 'large%' "
                               "ORDER BY 1")
        self.assertEqual([part[0] for part in parts], ['large.0001', 'large.0002', 'large.0003'])
        self.assertEqual(sum(int(part[1]) for part in parts), 25000)
        self.assertEqual(self.house.sql("SELECT count(*) FROM roundtable.observation WHERE source LIKE 'copy %'"),
                         [['25000']])

    def test_status_gives_the_receipt_again(self):
        self.house.run('submit', '--organization', 'COE', '--id', 'status-1', SAMPLE / '2016-stockholm/COE/laws.csv')
        done = self.house.run('status', 'status-1', '--organization', 'COE')
        self.assertIn('32', done.stdout)
        self.house.run('status', 'no-such', '--organization', 'COE', code=1)

    def test_show_speaks_json_and_csv_and_tables(self):
        self.house.run('submit', '--organization', 'COE', SAMPLE / '2016-stockholm/COE/treaty_actions.csv')
        arguments = ['show', 'states', '--instrument', 'LANZAROTE', '--date', '2016-05-30']
        shown = self.house.json(*arguments)
        self.assertEqual(shown['count'], 41)
        table = self.house.run(*arguments).stdout
        self.assertIn('Iceland', table)
        rows = self.house.run(*arguments, '--format', 'csv').stdout.splitlines()
        self.assertEqual(len([row for row in rows if 'ratification' in row]), 41)

    def test_every_subcommand_has_help_with_an_example(self):
        for command in [['submit'], ['status'], ['show'], ['report'], ['admin']]:
            with self.subTest(command[0]):
                self.assertIn('roundtable ' + command[0], self.house.run(*command, '--help').stdout)

    def test_wrong_use_is_exit_code_2(self):
        for arguments in [['submit'], ['no-such-command'], ['submit', '--no-such-flag'], ['report']]:
            with self.subTest(arguments):
                done = subprocess.run([BIN / 'roundtable', *arguments], capture_output=True, text=True,
                                      env=self.house.environment, timeout=20)
                self.assertEqual(done.returncode, 2, done.stderr)


if __name__ == '__main__':
    main()
