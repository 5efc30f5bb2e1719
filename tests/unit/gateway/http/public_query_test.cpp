#include "gateway/http/public_query.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(public_query_test)

BOOST_AUTO_TEST_CASE(passes_queries_of_the_table_itself)
{
    for (const std::string query :
         {"",
          "&",
          "a=1",
          "a",
          "a=",
          "a=1&a=2",
          "name__contains=x%22%5D%3B%00",
          "n__in=[1,2]",
          "a+b__gt=1",
          "caf%C3%A9=x",
          "_size=max&_next=1%2C2",
          "_sort=name",
          "_sort_desc=na+me",
          "_shape=array&_nl=on",
          "_facet=name&_facet_size=5",
          "_facet_array=tags",
          "_facet_date=d",
          "_col=a&_nocol=b",
          "_search=x+OR+y",
          "_search_name=x",
          "_json=tags",
          "_stream=1",
          "_dl=1&_header=off",
          "_extra=columns,count",
          "_blob_column=b",
          "_nocount=1",
          "a=b=c",
          "_filter_column=a&_filter_op=exact&_filter_value=x'y",
          "_filter_column_1=a",
          "%61=1",
          "sql__exact=x",
          "_sort=",
          "a=?_where=1",
          "_hash=0a1b"})
        BOOST_TEST(is_safe_query(query), query);
}

BOOST_AUTO_TEST_CASE(refuses_queries_that_run_sql_or_read_more)
{
    for (const std::string query :
         {"_where=1",
          "_where",
          "%5Fwhere=1",
          "_%77here=1",
          "_wher%65=1",
          "a=1&_where=1",
          "&&_where=1",
          "sql=select+1",
          "SQL=select+1",
          "s%71l=x",
          "sql",
          "_through=%7B%7D",
          "__through=x",
          "_facet_m2m=x",
          "_fts_table=x",
          "_fts_pk=x",
          "_searchmode=raw",
          "_search_",
          "_labels=on",
          "_label=x",
          "_trace=1",
          "_timelimit=1",
          "_ttl=99999",
          "_extras=foreign_key_tables",
          "_extra=query",
          "_extra=columns,debug",
          "_extra=foreign_key_tables",
          "_show_hidden=1",
          "_shape__x=1",
          "_WHERE=1",
          "_new=1",
          "_",
          "_filter_columns=x",
          "_filter_op_x=1",
          "_filter_column=a%22",
          "_searchx=1",
          "_context=1",
          "_redirect_to_table=1"})
        BOOST_TEST(!is_safe_query(query), query);
}

BOOST_AUTO_TEST_CASE(refuses_a_name_that_could_leave_its_quotes_in_a_statement)
{
    for (const std::string name :
         {"x%22", "x%5D", "x%5B", "x%60", "x'", "x%27", "x%3B", "x%5C", "x%00", "x%0A", "x(1)",
          "x%2C", "x%3Dy", "%7Bx%7D", "x:y", "x%7F", "%23x"}) {
        BOOST_TEST(!is_safe_query(name + "=1"), name);
        BOOST_TEST(!is_safe_query(name + "__exact=1"), name);
        for (const std::string parameter :
             {"_facet", "_facet_array", "_facet_date", "_sort", "_sort_desc", "_col", "_nocol",
              "_json", "_blob_column"})
            BOOST_TEST(!is_safe_query(parameter + "=" + name), parameter << "=" << name);
    }
    BOOST_TEST(!is_safe_query("_facet=%7B%22column%22%3A%22x%22%7D"));
}

BOOST_AUTO_TEST_CASE(refuses_ambiguous_queries)
{
    for (const std::string query :
         {"a=1;_where=1", ";", "a=1;", "%ff=1", "%C3=1", "%C0%DFwhere=1", "%=1", "%5=1", "%zz=1",
          "a=%", "a=%u0041", "=1", "=", "%ED%A0%80=1"})
        BOOST_TEST(!is_safe_query(query), query);
}

BOOST_AUTO_TEST_SUITE_END()
