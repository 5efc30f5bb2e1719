#define BOOST_TEST_MODULE publish
#include <boost/test/unit_test.hpp>
