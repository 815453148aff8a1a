"""A small list of names for tests of the reader; no database is asked."""

from tasks.intake.names import Gazetteer

NAMES = {
    "国家发展改革委": "NDRC",
    "国家发展和改革委员会": "NDRC",
    "发展改革委": "NDRC",
    "工业和信息化部": "MIIT",
    "财政部": "MOF",
    "教育部": "MOE",
    "民政部": "MCA",
    "商务部": "MOFCOM",
    "国家统计局": "NBS",
    "市场监管总局": "SAMR",
    "国家卫生健康委": "NHC",
    "卫生健康委": "NHC",
    "国家医保局": "NHSA",
    "Ministry of Finance": "MOF",
    "Ministry of Education": "MOE",
    "MOE": "MOE",
    "Ministry of Civil Affairs": "MCA",
    "Ministry of Industry and Information Technology": "MIIT",
    "Ministry of Agriculture and Rural Affairs": "MARA",
    "Ministry of Human Resources and Social Security": "MOHRSS",
    "National Development and Reform Commission": "NDRC",
    "NDRC": "NDRC",
    "National Bureau of Statistics": "NBS",
    "National Federation of Trade Unions": "ACFTU",
    "National Health Commission": "NHC",
    "NHC": "NHC",
    "state administration of traditional chinese medicine": "NATCM",
}
GAZETTEER = Gazetteer(NAMES)
