"""The main job: the sample, submitted by its organizations, gives the figures that the outside world published."""
import json
import unittest

from house import HouseTest, main

STOCKHOLM = '2016-05-30'
STRASBOURG = '2015-06-18'


class Stockholm(HouseTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house.submit_sample('2016-stockholm')
        cls.house.submit_sample('2021-child-marriage')
        cls.house.plan_editions()
        cls.aggregator = cls.house.client('aggregator')
        cls.addClassCleanup(cls.aggregator.close)

    def count(self, **query):
        return self.aggregator.count(reference_date=STOCKHOLM, **query)

    def parties(self, instrument, **query):
        return self.count(kind='treaty_action', instrument=instrument, **query)

    def test_parties_and_signatories_are_those_of_the_depositaries(self):
        for instrument, parties, signatories in [('OPSC', 173, 9), ('OPIC', 27, 28), ('CETS201', 41, 6),
                                                 ('CETS210', 22, 20), ('CETS197', 46, 1)]:
            with self.subTest(instrument):
                self.assertEqual(self.parties(instrument).count, parties)
                self.assertEqual(self.parties(instrument, status='SIGNATORY').count, signatories)

    def test_one_of_the_27_deposits_of_opic_is_not_yet_in_force(self):
        deposited = {state.ref_area for state in self.parties('OPIC').states}
        in_force = {state.ref_area for state in self.parties('OPIC', basis='IN_FORCE').states}
        self.assertEqual(deposited - in_force, {'WSM'})
        self.assertEqual(len(in_force), 26)

    def test_the_increase_since_strasbourg_names_the_new_states(self):
        figure = self.parties('OPSC', since=STRASBOURG)
        self.assertEqual((figure.count_since, figure.increase_at_least, figure.increase_at_most), (169, 4, 4))
        self.assertEqual({state.ref_area for state in figure.states if state.since == 'new'},
                         {'ARE', 'BHS', 'KIR', 'WSM'})

    def test_an_increase_that_the_dates_cannot_tell_is_given_as_a_range(self):
        figure = self.parties('CETS201', since=STRASBOURG)
        self.assertEqual((figure.increase_at_least, figure.increase_at_most), (0, 41))

    def test_regional_counts_are_distinct_states(self):
        figure = self.parties('OPSC', by_group=True)
        own = {group.code: group.count for group in figure.groups if group.is_organization}
        self.assertEqual(own, {'ASEAN': 9, 'SICA': 8, 'CBSS': 11, 'COE': 46, 'LAS': 20, 'IIN-OAS': 32, 'NINOSUR': 5,
                               'SACG': 8, 'ACPF': 45, 'MMI-LAC': 0})
        self.assertEqual(figure.sum_over_organizations, 184)
        self.assertEqual(figure.distinct_over_organizations, 152)
        self.assertEqual(figure.count, 173)

    def test_bans_list_both_claims_on_the_two_disputed_years(self):
        figure = self.count(kind='law', topic='corporal_punishment', all_settings=True, basis='IN_FORCE')
        self.assertEqual(figure.count, 49)
        disputed = {d.ref_area: [claim.says for claim in d.claims] for d in figure.disagreements}
        self.assertIn('2005', disputed['HUN'])
        self.assertIn('2004', disputed['HUN'])
        self.assertEqual(set(disputed['UKR']), {'2003', '2004'})
        self.assertIn('LAO', disputed)

    def test_the_most_recent_laws_and_strategies_are_those_of_the_conclusions(self):
        laws = self.count(kind='law', topic='all_forms_all_settings', all_settings=True)
        self.assertEqual({state.ref_area for state in laws.states}, {'IRL', 'PER', 'LAO', 'MNG'})
        strategies = self.count(kind='strategy')
        self.assertEqual({state.ref_area for state in strategies.states}, {'DOM', 'ECU', 'GHA', 'IDN', 'NOR', 'NGA'})

    def test_the_report_says_it_in_words(self):
        text = self.house.run('report', '2016-stockholm', '--format', 'text').stdout
        for words in ['173', 'Ireland', 'Peru', 'Mongolia', 'Dominican Republic', 'Ecuador', 'Ghana', 'Indonesia',
                      'Norway', 'Nigeria', 'Strasbourg', '152', '184', 'Hungary', 'Ukraine']:
            self.assertIn(words, text)

    def test_every_format_of_the_report_is_made_and_twice_the_same(self):
        for name in ['json', 'csv', 'text', 'html']:
            with self.subTest(name):
                first = self.house.run('report', '2016-stockholm', '--format', name).stdout
                self.assertEqual(first, self.house.run('report', '2016-stockholm', '--format', name).stdout)
        json.loads(self.house.run('report', '2016-stockholm', '--format', 'json').stdout)

    def test_regional_means_of_child_marriage_are_the_recomputed_ones(self):
        for region, value, states, members, coverage in [
                ('UNICEF_SA', '28.378', 7, 8, '100.0'), ('UNICEF_WCA', '37.037', 20, 24, '91.3'),
                ('UNICEF_ESA', '32.227', 14, 24, '85.5'), ('UNICEF_EECA', '9.855', 13, 21, '70.4')]:
            with self.subTest(region):
                mean = self.aggregator.question(aggregate=dict(
                    indicator='PT_F_20-24_MRD_U18', among=region, window_first=2012, window_last=2021,
                    reference_date='2021-12-31')).answer.aggregate
                self.assertEqual((mean.value, mean.states, mean.members, mean.coverage),
                                 (value, states, members, coverage))
                self.assertEqual(len(mean.inputs), states)
                without = {e.ref_area for e in mean.exclusions if e.reason == 'no_value'}
                self.assertEqual(len(without), members - states)


if __name__ == '__main__':
    main()
