"""Prose that states none of our counts gives none, whatever it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Locator, Paragraph
from transform.narrative import read_narrative

TRAPS = {
    "preamble": "本报告依据国务院令第711号（2019年5月15日起施行）第五十条编制。地址：某市人民路18号，邮编：350001，"
    "电话：0591-83446290，传真：0591-83446291，邮箱：xxgk2022@163.com，网址：http://www.some-2022.example/n1/。",
    "numbers of documents": "按照国办公开办函〔2021〕30号、某政办〔2022〕17号文件要求，"
    "24小时受理，20个工作日内答复，夏令时15:00—18:00。",
    "policy titles": "落实“稳增长22条”“助企纾困30条”和《关于促进消费的18条措施》，推进“123工程”和十大民生实事。",
    "powers": "公布权力清单，行政许可112项、行政处罚765项、行政强制31项。公共服务事项58项。",
    "views": "微信公众号粉丝1.3万人，全年阅读量86万次，网站总访问量794413次，独立用户访问量386204个。",
    "hotline": "12345热线受理工单1890件，办结1885件，满意率98.2%；接待群众信访31件次。",
    "procurement": "全年受理供应商质疑投诉14件，作出投诉处理决定9件，责令重新采购3件。",
    "site hygiene": "排查栏目42个，整改错链17条、错别字36处，清理失效文件136件，隐去敏感信息64处。",
    "plans": "下一步，力争全年公开信息500条，组织培训4次，举办新闻发布会2场。",
    "ranking": "第三方评估得分92.6分，位列全市第5名，较上年提升3位，群众满意度100%。",
    "fee schedule": "按件计收的，10件以下（含10件）不收费，11—30件的部分每件100元；按量计收的，31—100页的部分10元/页。",
    "distributive": "每个科室指定1名兼职信息员，每周巡查一次、每季通报一次，实行“一件事一次办”。",
    "no zero": "未发现应公开而未公开的情况，未发生失泄密事件，未因信息公开工作受到问责，无正当理由不得拒绝申请。",
    "unrelated": "全县新建农村公路35公里、水厂3座，完成危房改造420户，粮食总产量12.6万吨，接种疫苗3.2万人次，"
    "开展消防演练12场，调解矛盾纠纷218起，办理法律援助案件96件。",
    "last year": "上年公开信息312条，收到申请6件，发生行政复议2件。",
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_gives_no_fact(reader, name: str):
    assert reader.notation(TRAPS[name], 2022) == []


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_gives_no_fact_under_a_heading(reader, name: str):
    assert reader.notation(f"（五）监督保障情况。{TRAPS[name]}", 2022) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet="公开信息其中网站微信收到申请未无，。；：（）、“”《》0123456789１２年条件 \n\t分别各为",
            max_size=60,
        ),
        max_size=4,
    )
)
def test_any_text_is_read_without_an_error_and_facts_point_into_it(lines: list[str]):
    paragraphs = [Paragraph(line, Locator(line=number)) for number, line in enumerate(lines, 1)]
    for fact in read_narrative(paragraphs, 2022)[0]:
        assert fact.locator is not None
        assert fact.locator.line is not None
        assert fact.value is not None
        assert fact.value >= 0
