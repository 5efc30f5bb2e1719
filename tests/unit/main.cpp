#define BOOST_TEST_MODULE datasette_gateway
#include <boost/test/unit_test.hpp>
