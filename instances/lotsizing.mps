NAME lotsizing
ROWS
 N obj
 E balance_0_t1
 E balance_0_t2
 E balance_0_t3
 E balance_0_t4
 E balance_0_t5
 E balance_0_t6
 E balance_0_t7
 E balance_0_t8
 E balance_0_t9
 E balance_0_t10
 E balance_0_t11
 E balance_0_t12
 E balance_1_t1
 E balance_1_t2
 E balance_1_t3
 E balance_1_t4
 E balance_1_t5
 E balance_1_t6
 E balance_1_t7
 E balance_1_t8
 E balance_1_t9
 E balance_1_t10
 E balance_1_t11
 E balance_1_t12
 E balance_2_t1
 E balance_2_t2
 E balance_2_t3
 E balance_2_t4
 E balance_2_t5
 E balance_2_t6
 E balance_2_t7
 E balance_2_t8
 E balance_2_t9
 E balance_2_t10
 E balance_2_t11
 E balance_2_t12
 E balance_3_t1
 E balance_3_t2
 E balance_3_t3
 E balance_3_t4
 E balance_3_t5
 E balance_3_t6
 E balance_3_t7
 E balance_3_t8
 E balance_3_t9
 E balance_3_t10
 E balance_3_t11
 E balance_3_t12
 E balance_4_t1
 E balance_4_t2
 E balance_4_t3
 E balance_4_t4
 E balance_4_t5
 E balance_4_t6
 E balance_4_t7
 E balance_4_t8
 E balance_4_t9
 E balance_4_t10
 E balance_4_t11
 E balance_4_t12
 E balance_5_t1
 E balance_5_t2
 E balance_5_t3
 E balance_5_t4
 E balance_5_t5
 E balance_5_t6
 E balance_5_t7
 E balance_5_t8
 E balance_5_t9
 E balance_5_t10
 E balance_5_t11
 E balance_5_t12
 L setup_0_t1
 L setup_0_t2
 L setup_0_t3
 L setup_0_t4
 L setup_0_t5
 L setup_0_t6
 L setup_0_t7
 L setup_0_t8
 L setup_0_t9
 L setup_0_t10
 L setup_0_t11
 L setup_0_t12
 L setup_1_t1
 L setup_1_t2
 L setup_1_t3
 L setup_1_t4
 L setup_1_t5
 L setup_1_t6
 L setup_1_t7
 L setup_1_t8
 L setup_1_t9
 L setup_1_t10
 L setup_1_t11
 L setup_1_t12
 L setup_2_t1
 L setup_2_t2
 L setup_2_t3
 L setup_2_t4
 L setup_2_t5
 L setup_2_t6
 L setup_2_t7
 L setup_2_t8
 L setup_2_t9
 L setup_2_t10
 L setup_2_t11
 L setup_2_t12
 L setup_3_t1
 L setup_3_t2
 L setup_3_t3
 L setup_3_t4
 L setup_3_t5
 L setup_3_t6
 L setup_3_t7
 L setup_3_t8
 L setup_3_t9
 L setup_3_t10
 L setup_3_t11
 L setup_3_t12
 L setup_4_t1
 L setup_4_t2
 L setup_4_t3
 L setup_4_t4
 L setup_4_t5
 L setup_4_t6
 L setup_4_t7
 L setup_4_t8
 L setup_4_t9
 L setup_4_t10
 L setup_4_t11
 L setup_4_t12
 L setup_5_t1
 L setup_5_t2
 L setup_5_t3
 L setup_5_t4
 L setup_5_t5
 L setup_5_t6
 L setup_5_t7
 L setup_5_t8
 L setup_5_t9
 L setup_5_t10
 L setup_5_t11
 L setup_5_t12
 L capacity_t1
 L capacity_t2
 L capacity_t3
 L capacity_t4
 L capacity_t5
 L capacity_t6
 L capacity_t7
 L capacity_t8
 L capacity_t9
 L capacity_t10
 L capacity_t11
 L capacity_t12
COLUMNS
    make_0_t1 balance_0_t1 1
    make_0_t1 setup_0_t1 1
    make_0_t1 capacity_t1 1
    make_0_t2 balance_0_t2 1
    make_0_t2 setup_0_t2 1
    make_0_t2 capacity_t2 1
    make_0_t3 balance_0_t3 1
    make_0_t3 setup_0_t3 1
    make_0_t3 capacity_t3 1
    make_0_t4 balance_0_t4 1
    make_0_t4 setup_0_t4 1
    make_0_t4 capacity_t4 1
    make_0_t5 balance_0_t5 1
    make_0_t5 setup_0_t5 1
    make_0_t5 capacity_t5 1
    make_0_t6 balance_0_t6 1
    make_0_t6 setup_0_t6 1
    make_0_t6 capacity_t6 1
    make_0_t7 balance_0_t7 1
    make_0_t7 setup_0_t7 1
    make_0_t7 capacity_t7 1
    make_0_t8 balance_0_t8 1
    make_0_t8 setup_0_t8 1
    make_0_t8 capacity_t8 1
    make_0_t9 balance_0_t9 1
    make_0_t9 setup_0_t9 1
    make_0_t9 capacity_t9 1
    make_0_t10 balance_0_t10 1
    make_0_t10 setup_0_t10 1
    make_0_t10 capacity_t10 1
    make_0_t11 balance_0_t11 1
    make_0_t11 setup_0_t11 1
    make_0_t11 capacity_t11 1
    make_0_t12 balance_0_t12 1
    make_0_t12 setup_0_t12 1
    make_0_t12 capacity_t12 1
    make_1_t1 balance_1_t1 1
    make_1_t1 setup_1_t1 1
    make_1_t1 capacity_t1 1
    make_1_t2 balance_1_t2 1
    make_1_t2 setup_1_t2 1
    make_1_t2 capacity_t2 1
    make_1_t3 balance_1_t3 1
    make_1_t3 setup_1_t3 1
    make_1_t3 capacity_t3 1
    make_1_t4 balance_1_t4 1
    make_1_t4 setup_1_t4 1
    make_1_t4 capacity_t4 1
    make_1_t5 balance_1_t5 1
    make_1_t5 setup_1_t5 1
    make_1_t5 capacity_t5 1
    make_1_t6 balance_1_t6 1
    make_1_t6 setup_1_t6 1
    make_1_t6 capacity_t6 1
    make_1_t7 balance_1_t7 1
    make_1_t7 setup_1_t7 1
    make_1_t7 capacity_t7 1
    make_1_t8 balance_1_t8 1
    make_1_t8 setup_1_t8 1
    make_1_t8 capacity_t8 1
    make_1_t9 balance_1_t9 1
    make_1_t9 setup_1_t9 1
    make_1_t9 capacity_t9 1
    make_1_t10 balance_1_t10 1
    make_1_t10 setup_1_t10 1
    make_1_t10 capacity_t10 1
    make_1_t11 balance_1_t11 1
    make_1_t11 setup_1_t11 1
    make_1_t11 capacity_t11 1
    make_1_t12 balance_1_t12 1
    make_1_t12 setup_1_t12 1
    make_1_t12 capacity_t12 1
    make_2_t1 balance_2_t1 1
    make_2_t1 setup_2_t1 1
    make_2_t1 capacity_t1 1
    make_2_t2 balance_2_t2 1
    make_2_t2 setup_2_t2 1
    make_2_t2 capacity_t2 1
    make_2_t3 balance_2_t3 1
    make_2_t3 setup_2_t3 1
    make_2_t3 capacity_t3 1
    make_2_t4 balance_2_t4 1
    make_2_t4 setup_2_t4 1
    make_2_t4 capacity_t4 1
    make_2_t5 balance_2_t5 1
    make_2_t5 setup_2_t5 1
    make_2_t5 capacity_t5 1
    make_2_t6 balance_2_t6 1
    make_2_t6 setup_2_t6 1
    make_2_t6 capacity_t6 1
    make_2_t7 balance_2_t7 1
    make_2_t7 setup_2_t7 1
    make_2_t7 capacity_t7 1
    make_2_t8 balance_2_t8 1
    make_2_t8 setup_2_t8 1
    make_2_t8 capacity_t8 1
    make_2_t9 balance_2_t9 1
    make_2_t9 setup_2_t9 1
    make_2_t9 capacity_t9 1
    make_2_t10 balance_2_t10 1
    make_2_t10 setup_2_t10 1
    make_2_t10 capacity_t10 1
    make_2_t11 balance_2_t11 1
    make_2_t11 setup_2_t11 1
    make_2_t11 capacity_t11 1
    make_2_t12 balance_2_t12 1
    make_2_t12 setup_2_t12 1
    make_2_t12 capacity_t12 1
    make_3_t1 balance_3_t1 1
    make_3_t1 setup_3_t1 1
    make_3_t1 capacity_t1 1
    make_3_t2 balance_3_t2 1
    make_3_t2 setup_3_t2 1
    make_3_t2 capacity_t2 1
    make_3_t3 balance_3_t3 1
    make_3_t3 setup_3_t3 1
    make_3_t3 capacity_t3 1
    make_3_t4 balance_3_t4 1
    make_3_t4 setup_3_t4 1
    make_3_t4 capacity_t4 1
    make_3_t5 balance_3_t5 1
    make_3_t5 setup_3_t5 1
    make_3_t5 capacity_t5 1
    make_3_t6 balance_3_t6 1
    make_3_t6 setup_3_t6 1
    make_3_t6 capacity_t6 1
    make_3_t7 balance_3_t7 1
    make_3_t7 setup_3_t7 1
    make_3_t7 capacity_t7 1
    make_3_t8 balance_3_t8 1
    make_3_t8 setup_3_t8 1
    make_3_t8 capacity_t8 1
    make_3_t9 balance_3_t9 1
    make_3_t9 setup_3_t9 1
    make_3_t9 capacity_t9 1
    make_3_t10 balance_3_t10 1
    make_3_t10 setup_3_t10 1
    make_3_t10 capacity_t10 1
    make_3_t11 balance_3_t11 1
    make_3_t11 setup_3_t11 1
    make_3_t11 capacity_t11 1
    make_3_t12 balance_3_t12 1
    make_3_t12 setup_3_t12 1
    make_3_t12 capacity_t12 1
    make_4_t1 balance_4_t1 1
    make_4_t1 setup_4_t1 1
    make_4_t1 capacity_t1 1
    make_4_t2 balance_4_t2 1
    make_4_t2 setup_4_t2 1
    make_4_t2 capacity_t2 1
    make_4_t3 balance_4_t3 1
    make_4_t3 setup_4_t3 1
    make_4_t3 capacity_t3 1
    make_4_t4 balance_4_t4 1
    make_4_t4 setup_4_t4 1
    make_4_t4 capacity_t4 1
    make_4_t5 balance_4_t5 1
    make_4_t5 setup_4_t5 1
    make_4_t5 capacity_t5 1
    make_4_t6 balance_4_t6 1
    make_4_t6 setup_4_t6 1
    make_4_t6 capacity_t6 1
    make_4_t7 balance_4_t7 1
    make_4_t7 setup_4_t7 1
    make_4_t7 capacity_t7 1
    make_4_t8 balance_4_t8 1
    make_4_t8 setup_4_t8 1
    make_4_t8 capacity_t8 1
    make_4_t9 balance_4_t9 1
    make_4_t9 setup_4_t9 1
    make_4_t9 capacity_t9 1
    make_4_t10 balance_4_t10 1
    make_4_t10 setup_4_t10 1
    make_4_t10 capacity_t10 1
    make_4_t11 balance_4_t11 1
    make_4_t11 setup_4_t11 1
    make_4_t11 capacity_t11 1
    make_4_t12 balance_4_t12 1
    make_4_t12 setup_4_t12 1
    make_4_t12 capacity_t12 1
    make_5_t1 balance_5_t1 1
    make_5_t1 setup_5_t1 1
    make_5_t1 capacity_t1 1
    make_5_t2 balance_5_t2 1
    make_5_t2 setup_5_t2 1
    make_5_t2 capacity_t2 1
    make_5_t3 balance_5_t3 1
    make_5_t3 setup_5_t3 1
    make_5_t3 capacity_t3 1
    make_5_t4 balance_5_t4 1
    make_5_t4 setup_5_t4 1
    make_5_t4 capacity_t4 1
    make_5_t5 balance_5_t5 1
    make_5_t5 setup_5_t5 1
    make_5_t5 capacity_t5 1
    make_5_t6 balance_5_t6 1
    make_5_t6 setup_5_t6 1
    make_5_t6 capacity_t6 1
    make_5_t7 balance_5_t7 1
    make_5_t7 setup_5_t7 1
    make_5_t7 capacity_t7 1
    make_5_t8 balance_5_t8 1
    make_5_t8 setup_5_t8 1
    make_5_t8 capacity_t8 1
    make_5_t9 balance_5_t9 1
    make_5_t9 setup_5_t9 1
    make_5_t9 capacity_t9 1
    make_5_t10 balance_5_t10 1
    make_5_t10 setup_5_t10 1
    make_5_t10 capacity_t10 1
    make_5_t11 balance_5_t11 1
    make_5_t11 setup_5_t11 1
    make_5_t11 capacity_t11 1
    make_5_t12 balance_5_t12 1
    make_5_t12 setup_5_t12 1
    make_5_t12 capacity_t12 1
    s_0_t1 obj 2
    s_0_t1 balance_0_t1 -1
    s_0_t1 balance_0_t2 1
    s_0_t2 obj 2
    s_0_t2 balance_0_t2 -1
    s_0_t2 balance_0_t3 1
    s_0_t3 obj 2
    s_0_t3 balance_0_t3 -1
    s_0_t3 balance_0_t4 1
    s_0_t4 obj 2
    s_0_t4 balance_0_t4 -1
    s_0_t4 balance_0_t5 1
    s_0_t5 obj 2
    s_0_t5 balance_0_t5 -1
    s_0_t5 balance_0_t6 1
    s_0_t6 obj 2
    s_0_t6 balance_0_t6 -1
    s_0_t6 balance_0_t7 1
    s_0_t7 obj 2
    s_0_t7 balance_0_t7 -1
    s_0_t7 balance_0_t8 1
    s_0_t8 obj 2
    s_0_t8 balance_0_t8 -1
    s_0_t8 balance_0_t9 1
    s_0_t9 obj 2
    s_0_t9 balance_0_t9 -1
    s_0_t9 balance_0_t10 1
    s_0_t10 obj 2
    s_0_t10 balance_0_t10 -1
    s_0_t10 balance_0_t11 1
    s_0_t11 obj 2
    s_0_t11 balance_0_t11 -1
    s_0_t11 balance_0_t12 1
    s_0_t12 obj 2
    s_0_t12 balance_0_t12 -1
    s_1_t1 obj 3
    s_1_t1 balance_1_t1 -1
    s_1_t1 balance_1_t2 1
    s_1_t2 obj 3
    s_1_t2 balance_1_t2 -1
    s_1_t2 balance_1_t3 1
    s_1_t3 obj 3
    s_1_t3 balance_1_t3 -1
    s_1_t3 balance_1_t4 1
    s_1_t4 obj 3
    s_1_t4 balance_1_t4 -1
    s_1_t4 balance_1_t5 1
    s_1_t5 obj 3
    s_1_t5 balance_1_t5 -1
    s_1_t5 balance_1_t6 1
    s_1_t6 obj 3
    s_1_t6 balance_1_t6 -1
    s_1_t6 balance_1_t7 1
    s_1_t7 obj 3
    s_1_t7 balance_1_t7 -1
    s_1_t7 balance_1_t8 1
    s_1_t8 obj 3
    s_1_t8 balance_1_t8 -1
    s_1_t8 balance_1_t9 1
    s_1_t9 obj 3
    s_1_t9 balance_1_t9 -1
    s_1_t9 balance_1_t10 1
    s_1_t10 obj 3
    s_1_t10 balance_1_t10 -1
    s_1_t10 balance_1_t11 1
    s_1_t11 obj 3
    s_1_t11 balance_1_t11 -1
    s_1_t11 balance_1_t12 1
    s_1_t12 obj 3
    s_1_t12 balance_1_t12 -1
    s_2_t1 obj 4
    s_2_t1 balance_2_t1 -1
    s_2_t1 balance_2_t2 1
    s_2_t2 obj 4
    s_2_t2 balance_2_t2 -1
    s_2_t2 balance_2_t3 1
    s_2_t3 obj 4
    s_2_t3 balance_2_t3 -1
    s_2_t3 balance_2_t4 1
    s_2_t4 obj 4
    s_2_t4 balance_2_t4 -1
    s_2_t4 balance_2_t5 1
    s_2_t5 obj 4
    s_2_t5 balance_2_t5 -1
    s_2_t5 balance_2_t6 1
    s_2_t6 obj 4
    s_2_t6 balance_2_t6 -1
    s_2_t6 balance_2_t7 1
    s_2_t7 obj 4
    s_2_t7 balance_2_t7 -1
    s_2_t7 balance_2_t8 1
    s_2_t8 obj 4
    s_2_t8 balance_2_t8 -1
    s_2_t8 balance_2_t9 1
    s_2_t9 obj 4
    s_2_t9 balance_2_t9 -1
    s_2_t9 balance_2_t10 1
    s_2_t10 obj 4
    s_2_t10 balance_2_t10 -1
    s_2_t10 balance_2_t11 1
    s_2_t11 obj 4
    s_2_t11 balance_2_t11 -1
    s_2_t11 balance_2_t12 1
    s_2_t12 obj 4
    s_2_t12 balance_2_t12 -1
    s_3_t1 obj 3
    s_3_t1 balance_3_t1 -1
    s_3_t1 balance_3_t2 1
    s_3_t2 obj 3
    s_3_t2 balance_3_t2 -1
    s_3_t2 balance_3_t3 1
    s_3_t3 obj 3
    s_3_t3 balance_3_t3 -1
    s_3_t3 balance_3_t4 1
    s_3_t4 obj 3
    s_3_t4 balance_3_t4 -1
    s_3_t4 balance_3_t5 1
    s_3_t5 obj 3
    s_3_t5 balance_3_t5 -1
    s_3_t5 balance_3_t6 1
    s_3_t6 obj 3
    s_3_t6 balance_3_t6 -1
    s_3_t6 balance_3_t7 1
    s_3_t7 obj 3
    s_3_t7 balance_3_t7 -1
    s_3_t7 balance_3_t8 1
    s_3_t8 obj 3
    s_3_t8 balance_3_t8 -1
    s_3_t8 balance_3_t9 1
    s_3_t9 obj 3
    s_3_t9 balance_3_t9 -1
    s_3_t9 balance_3_t10 1
    s_3_t10 obj 3
    s_3_t10 balance_3_t10 -1
    s_3_t10 balance_3_t11 1
    s_3_t11 obj 3
    s_3_t11 balance_3_t11 -1
    s_3_t11 balance_3_t12 1
    s_3_t12 obj 3
    s_3_t12 balance_3_t12 -1
    s_4_t1 obj 3
    s_4_t1 balance_4_t1 -1
    s_4_t1 balance_4_t2 1
    s_4_t2 obj 3
    s_4_t2 balance_4_t2 -1
    s_4_t2 balance_4_t3 1
    s_4_t3 obj 3
    s_4_t3 balance_4_t3 -1
    s_4_t3 balance_4_t4 1
    s_4_t4 obj 3
    s_4_t4 balance_4_t4 -1
    s_4_t4 balance_4_t5 1
    s_4_t5 obj 3
    s_4_t5 balance_4_t5 -1
    s_4_t5 balance_4_t6 1
    s_4_t6 obj 3
    s_4_t6 balance_4_t6 -1
    s_4_t6 balance_4_t7 1
    s_4_t7 obj 3
    s_4_t7 balance_4_t7 -1
    s_4_t7 balance_4_t8 1
    s_4_t8 obj 3
    s_4_t8 balance_4_t8 -1
    s_4_t8 balance_4_t9 1
    s_4_t9 obj 3
    s_4_t9 balance_4_t9 -1
    s_4_t9 balance_4_t10 1
    s_4_t10 obj 3
    s_4_t10 balance_4_t10 -1
    s_4_t10 balance_4_t11 1
    s_4_t11 obj 3
    s_4_t11 balance_4_t11 -1
    s_4_t11 balance_4_t12 1
    s_4_t12 obj 3
    s_4_t12 balance_4_t12 -1
    s_5_t1 obj 1
    s_5_t1 balance_5_t1 -1
    s_5_t1 balance_5_t2 1
    s_5_t2 obj 1
    s_5_t2 balance_5_t2 -1
    s_5_t2 balance_5_t3 1
    s_5_t3 obj 1
    s_5_t3 balance_5_t3 -1
    s_5_t3 balance_5_t4 1
    s_5_t4 obj 1
    s_5_t4 balance_5_t4 -1
    s_5_t4 balance_5_t5 1
    s_5_t5 obj 1
    s_5_t5 balance_5_t5 -1
    s_5_t5 balance_5_t6 1
    s_5_t6 obj 1
    s_5_t6 balance_5_t6 -1
    s_5_t6 balance_5_t7 1
    s_5_t7 obj 1
    s_5_t7 balance_5_t7 -1
    s_5_t7 balance_5_t8 1
    s_5_t8 obj 1
    s_5_t8 balance_5_t8 -1
    s_5_t8 balance_5_t9 1
    s_5_t9 obj 1
    s_5_t9 balance_5_t9 -1
    s_5_t9 balance_5_t10 1
    s_5_t10 obj 1
    s_5_t10 balance_5_t10 -1
    s_5_t10 balance_5_t11 1
    s_5_t11 obj 1
    s_5_t11 balance_5_t11 -1
    s_5_t11 balance_5_t12 1
    s_5_t12 obj 1
    s_5_t12 balance_5_t12 -1
    MARKER0 'MARKER' 'INTORG'
    y_0_t1 obj 362
    y_0_t1 setup_0_t1 -302
    y_0_t1 capacity_t1 8
    y_0_t2 obj 362
    y_0_t2 setup_0_t2 -302
    y_0_t2 capacity_t2 8
    y_0_t3 obj 362
    y_0_t3 setup_0_t3 -302
    y_0_t3 capacity_t3 8
    y_0_t4 obj 362
    y_0_t4 setup_0_t4 -302
    y_0_t4 capacity_t4 8
    y_0_t5 obj 362
    y_0_t5 setup_0_t5 -301
    y_0_t5 capacity_t5 8
    y_0_t6 obj 362
    y_0_t6 setup_0_t6 -301
    y_0_t6 capacity_t6 8
    y_0_t7 obj 362
    y_0_t7 setup_0_t7 -223
    y_0_t7 capacity_t7 8
    y_0_t8 obj 362
    y_0_t8 setup_0_t8 -145
    y_0_t8 capacity_t8 8
    y_0_t9 obj 362
    y_0_t9 setup_0_t9 -145
    y_0_t9 capacity_t9 8
    y_0_t10 obj 362
    y_0_t10 setup_0_t10 -98
    y_0_t10 capacity_t10 8
    y_0_t11 obj 362
    y_0_t11 setup_0_t11 -42
    y_0_t11 capacity_t11 8
    y_0_t12 obj 362
    y_0_t12 setup_0_t12 -42
    y_0_t12 capacity_t12 8
    y_1_t1 obj 402
    y_1_t1 setup_1_t1 -302
    y_1_t1 capacity_t1 17
    y_1_t2 obj 402
    y_1_t2 setup_1_t2 -302
    y_1_t2 capacity_t2 17
    y_1_t3 obj 402
    y_1_t3 setup_1_t3 -302
    y_1_t3 capacity_t3 17
    y_1_t4 obj 402
    y_1_t4 setup_1_t4 -302
    y_1_t4 capacity_t4 17
    y_1_t5 obj 402
    y_1_t5 setup_1_t5 -276
    y_1_t5 capacity_t5 17
    y_1_t6 obj 402
    y_1_t6 setup_1_t6 -216
    y_1_t6 capacity_t6 17
    y_1_t7 obj 402
    y_1_t7 setup_1_t7 -144
    y_1_t7 capacity_t7 17
    y_1_t8 obj 402
    y_1_t8 setup_1_t8 -111
    y_1_t8 capacity_t8 17
    y_1_t9 obj 402
    y_1_t9 setup_1_t9 -111
    y_1_t9 capacity_t9 17
    y_1_t10 obj 402
    y_1_t10 setup_1_t10 -71
    y_1_t10 capacity_t10 17
    y_1_t11 obj 402
    y_1_t11 setup_1_t11 -71
    y_1_t11 capacity_t11 17
    y_1_t12 obj 402
    y_1_t12 setup_1_t12 -48
    y_1_t12 capacity_t12 17
    y_2_t1 obj 260
    y_2_t1 setup_2_t1 -302
    y_2_t1 capacity_t1 10
    y_2_t2 obj 260
    y_2_t2 setup_2_t2 -302
    y_2_t2 capacity_t2 10
    y_2_t3 obj 260
    y_2_t3 setup_2_t3 -302
    y_2_t3 capacity_t3 10
    y_2_t4 obj 260
    y_2_t4 setup_2_t4 -302
    y_2_t4 capacity_t4 10
    y_2_t5 obj 260
    y_2_t5 setup_2_t5 -302
    y_2_t5 capacity_t5 10
    y_2_t6 obj 260
    y_2_t6 setup_2_t6 -302
    y_2_t6 capacity_t6 10
    y_2_t7 obj 260
    y_2_t7 setup_2_t7 -270
    y_2_t7 capacity_t7 10
    y_2_t8 obj 260
    y_2_t8 setup_2_t8 -270
    y_2_t8 capacity_t8 10
    y_2_t9 obj 260
    y_2_t9 setup_2_t9 -270
    y_2_t9 capacity_t9 10
    y_2_t10 obj 260
    y_2_t10 setup_2_t10 -207
    y_2_t10 capacity_t10 10
    y_2_t11 obj 260
    y_2_t11 setup_2_t11 -129
    y_2_t11 capacity_t11 10
    y_2_t12 obj 260
    y_2_t12 setup_2_t12 -75
    y_2_t12 capacity_t12 10
    y_3_t1 obj 228
    y_3_t1 setup_3_t1 -302
    y_3_t1 capacity_t1 15
    y_3_t2 obj 228
    y_3_t2 setup_3_t2 -302
    y_3_t2 capacity_t2 15
    y_3_t3 obj 228
    y_3_t3 setup_3_t3 -302
    y_3_t3 capacity_t3 15
    y_3_t4 obj 228
    y_3_t4 setup_3_t4 -302
    y_3_t4 capacity_t4 15
    y_3_t5 obj 228
    y_3_t5 setup_3_t5 -302
    y_3_t5 capacity_t5 15
    y_3_t6 obj 228
    y_3_t6 setup_3_t6 -269
    y_3_t6 capacity_t6 15
    y_3_t7 obj 228
    y_3_t7 setup_3_t7 -207
    y_3_t7 capacity_t7 15
    y_3_t8 obj 228
    y_3_t8 setup_3_t8 -163
    y_3_t8 capacity_t8 15
    y_3_t9 obj 228
    y_3_t9 setup_3_t9 -87
    y_3_t9 capacity_t9 15
    y_3_t10 obj 228
    y_3_t10 setup_3_t10 -87
    y_3_t10 capacity_t10 15
    y_3_t11 obj 228
    y_3_t11 setup_3_t11 -28
    y_3_t11 capacity_t11 15
    y_3_t12 obj 228
    y_3_t12 setup_3_t12 -28
    y_3_t12 capacity_t12 15
    y_4_t1 obj 595
    y_4_t1 setup_4_t1 -302
    y_4_t1 capacity_t1 12
    y_4_t2 obj 595
    y_4_t2 setup_4_t2 -302
    y_4_t2 capacity_t2 12
    y_4_t3 obj 595
    y_4_t3 setup_4_t3 -302
    y_4_t3 capacity_t3 12
    y_4_t4 obj 595
    y_4_t4 setup_4_t4 -302
    y_4_t4 capacity_t4 12
    y_4_t5 obj 595
    y_4_t5 setup_4_t5 -302
    y_4_t5 capacity_t5 12
    y_4_t6 obj 595
    y_4_t6 setup_4_t6 -273
    y_4_t6 capacity_t6 12
    y_4_t7 obj 595
    y_4_t7 setup_4_t7 -223
    y_4_t7 capacity_t7 12
    y_4_t8 obj 595
    y_4_t8 setup_4_t8 -223
    y_4_t8 capacity_t8 12
    y_4_t9 obj 595
    y_4_t9 setup_4_t9 -146
    y_4_t9 capacity_t9 12
    y_4_t10 obj 595
    y_4_t10 setup_4_t10 -73
    y_4_t10 capacity_t10 12
    y_4_t11 obj 595
    y_4_t11 setup_4_t11 -33
    y_4_t11 capacity_t11 12
    y_4_t12 obj 595
    y_4_t12 setup_4_t12 -33
    y_4_t12 capacity_t12 12
    y_5_t1 obj 480
    y_5_t1 setup_5_t1 -302
    y_5_t1 capacity_t1 10
    y_5_t2 obj 480
    y_5_t2 setup_5_t2 -302
    y_5_t2 capacity_t2 10
    y_5_t3 obj 480
    y_5_t3 setup_5_t3 -302
    y_5_t3 capacity_t3 10
    y_5_t4 obj 480
    y_5_t4 setup_5_t4 -302
    y_5_t4 capacity_t4 10
    y_5_t5 obj 480
    y_5_t5 setup_5_t5 -302
    y_5_t5 capacity_t5 10
    y_5_t6 obj 480
    y_5_t6 setup_5_t6 -233
    y_5_t6 capacity_t6 10
    y_5_t7 obj 480
    y_5_t7 setup_5_t7 -157
    y_5_t7 capacity_t7 10
    y_5_t8 obj 480
    y_5_t8 setup_5_t8 -157
    y_5_t8 capacity_t8 10
    y_5_t9 obj 480
    y_5_t9 setup_5_t9 -103
    y_5_t9 capacity_t9 10
    y_5_t10 obj 480
    y_5_t10 setup_5_t10 -79
    y_5_t10 capacity_t10 10
    y_5_t11 obj 480
    y_5_t11 setup_5_t11 -79
    y_5_t11 capacity_t11 10
    y_5_t12 obj 480
    y_5_t12 capacity_t12 10
    MARKER1 'MARKER' 'INTEND'
RHS
    RHS balance_0_t2 76
    RHS balance_0_t3 72
    RHS balance_0_t4 50
    RHS balance_0_t6 78
    RHS balance_0_t7 78
    RHS balance_0_t9 47
    RHS balance_0_t10 56
    RHS balance_0_t12 42
    RHS balance_1_t3 54
    RHS balance_1_t4 30
    RHS balance_1_t5 60
    RHS balance_1_t6 72
    RHS balance_1_t7 33
    RHS balance_1_t9 40
    RHS balance_1_t11 23
    RHS balance_1_t12 48
    RHS balance_2_t2 45
    RHS balance_2_t4 67
    RHS balance_2_t5 77
    RHS balance_2_t6 79
    RHS balance_2_t9 63
    RHS balance_2_t10 78
    RHS balance_2_t11 54
    RHS balance_2_t12 75
    RHS balance_3_t2 30
    RHS balance_3_t3 47
    RHS balance_3_t4 56
    RHS balance_3_t5 38
    RHS balance_3_t6 62
    RHS balance_3_t7 44
    RHS balance_3_t8 76
    RHS balance_3_t10 59
    RHS balance_3_t12 28
    RHS balance_4_t2 49
    RHS balance_4_t4 49
    RHS balance_4_t5 71
    RHS balance_4_t6 50
    RHS balance_4_t8 77
    RHS balance_4_t9 73
    RHS balance_4_t10 40
    RHS balance_4_t12 33
    RHS balance_5_t4 58
    RHS balance_5_t5 73
    RHS balance_5_t6 76
    RHS balance_5_t8 54
    RHS balance_5_t9 24
    RHS balance_5_t11 79
    RHS capacity_t1 302
    RHS capacity_t2 302
    RHS capacity_t3 302
    RHS capacity_t4 302
    RHS capacity_t5 302
    RHS capacity_t6 302
    RHS capacity_t7 302
    RHS capacity_t8 302
    RHS capacity_t9 302
    RHS capacity_t10 302
    RHS capacity_t11 302
    RHS capacity_t12 302
BOUNDS
 BV BND y_0_t1
 BV BND y_0_t2
 BV BND y_0_t3
 BV BND y_0_t4
 BV BND y_0_t5
 BV BND y_0_t6
 BV BND y_0_t7
 BV BND y_0_t8
 BV BND y_0_t9
 BV BND y_0_t10
 BV BND y_0_t11
 BV BND y_0_t12
 BV BND y_1_t1
 BV BND y_1_t2
 BV BND y_1_t3
 BV BND y_1_t4
 BV BND y_1_t5
 BV BND y_1_t6
 BV BND y_1_t7
 BV BND y_1_t8
 BV BND y_1_t9
 BV BND y_1_t10
 BV BND y_1_t11
 BV BND y_1_t12
 BV BND y_2_t1
 BV BND y_2_t2
 BV BND y_2_t3
 BV BND y_2_t4
 BV BND y_2_t5
 BV BND y_2_t6
 BV BND y_2_t7
 BV BND y_2_t8
 BV BND y_2_t9
 BV BND y_2_t10
 BV BND y_2_t11
 BV BND y_2_t12
 BV BND y_3_t1
 BV BND y_3_t2
 BV BND y_3_t3
 BV BND y_3_t4
 BV BND y_3_t5
 BV BND y_3_t6
 BV BND y_3_t7
 BV BND y_3_t8
 BV BND y_3_t9
 BV BND y_3_t10
 BV BND y_3_t11
 BV BND y_3_t12
 BV BND y_4_t1
 BV BND y_4_t2
 BV BND y_4_t3
 BV BND y_4_t4
 BV BND y_4_t5
 BV BND y_4_t6
 BV BND y_4_t7
 BV BND y_4_t8
 BV BND y_4_t9
 BV BND y_4_t10
 BV BND y_4_t11
 BV BND y_4_t12
 BV BND y_5_t1
 BV BND y_5_t2
 BV BND y_5_t3
 BV BND y_5_t4
 BV BND y_5_t5
 BV BND y_5_t6
 BV BND y_5_t7
 BV BND y_5_t8
 BV BND y_5_t9
 BV BND y_5_t10
 BV BND y_5_t11
 BV BND y_5_t12
ENDATA
